"""The same telephone or address on applications of unrelated people: a sign of fraud (domain.md 1.2).

Related are people with the same last name, and people who once signed the same return.
"""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from desk import crypto, names
from desk.models import Application, Person, Taxpayer
from desk.values import Value


def index(case: Application, values: dict[str, Value]) -> None:
    """Keep the blind indexes of the contact that an application gives."""
    phone, street, code = (values[name].text if name in values else "" for name in ("phone", "street", "zip"))
    case.phone_index = crypto.ring().phone_index(phone) if phone else None
    plain = f"{names.street(street)} {code[:5]}"
    case.address_index = crypto.ring().address_index(plain) if street and code else None


def shared(session: Session, case: Application, person: Taxpayer | None) -> bool:
    """Whether an unrelated person's application gives the same telephone number or address."""
    same = [
        column == value
        for column, value in (
            (Application.phone_index, case.phone_index),
            (Application.address_index, case.address_index),
        )
        if value is not None
    ]
    if person is None or not same:
        return False
    rows = (
        select(Taxpayer)
        .join(Application, Application.taxpayer_id == Taxpayer.id)
        .where(or_(*same), Application.document_id != case.document_id, Taxpayer.id != person.id)
    )
    return any(not _related(session, person, other) for other in session.scalars(rows))


def _related(session: Session, one: Taxpayer, other: Taxpayer) -> bool:
    if one.last_name_key == other.last_name_key:
        return True
    mine, theirs = aliased(Person), aliased(Person)
    together = (
        select(mine.id)
        .join(theirs, theirs.document_id == mine.document_id)
        .where(mine.taxpayer_id == one.id, theirs.taxpayer_id == other.id)
    )
    return session.scalar(together.limit(1)) is not None
