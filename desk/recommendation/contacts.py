"""Finds the same phone number or address on applications of unrelated people, a sign of fraud (domain.md 1.2).

People are related if they have the same last name or once signed the same return. For a person who is not on record
there are no returns, so the name on the application decides.
"""

from typing import NamedTuple

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session, aliased

from desk.documents import values as fields
from desk.documents.values import Value
from desk.matching import names
from desk.models import Application, Person, Taxpayer
from desk.system import crypto


class _Name(NamedTuple):
    """A last name as it is indexed; ``sure``: it comes from the record or was read without doubt."""

    key: str
    sure: bool


def index(application: Application, values: dict[str, Value]) -> None:
    """Store the blind indexes of the phone number and address that an application gives."""
    phone, street, code = (values[name].text if name in values else "" for name in ("phone", "street", "zip"))
    application.phone_index = crypto.ring().phone_index(phone) if phone else None
    plain = f"{names.street(street)} {code[:5]}"
    application.address_index = crypto.ring().address_index(plain) if street and code else None


def shared(session: Session, application: Application, person: Taxpayer | None, values: dict[str, Value]) -> bool:
    """Return whether an unrelated person's application gives the same phone number or address.

    ``person`` is the applicant, None if not on record. An application without a legible last name does not count until
    a person has keyed the name.
    """
    mine = _name(person, values)
    rows = _others(application, mine)
    if rows is None or not mine.key:
        return False
    return any(_unrelated(session, mine, person, *row) for row in session.execute(rows))


def _others(application: Application, mine: _Name) -> Select | None:
    """Document and taxpayer (None: not on record) of the other applications with this contact, found by its indexes.

    People on record with the same last name are left out in the query, so that a large family costs nothing.
    """
    same = [
        column == value
        for column, value in (
            (Application.phone_index, application.phone_index),
            (Application.address_index, application.address_index),
        )
        if value is not None
    ]
    if not same:
        return None
    return (
        select(Application.document_id, Taxpayer)
        .outerjoin(Taxpayer, Application.taxpayer_id == Taxpayer.id)
        .where(or_(*same), Application.document_id != application.document_id)
        .where(or_(Taxpayer.id.is_(None), Taxpayer.last_name_key != mine.key))
    )


def _unrelated(
    session: Session, mine: _Name, person: Taxpayer | None, document_id: int, other: Taxpayer | None
) -> bool:
    theirs = _name(other, {} if other else fields.settled(session, document_id))
    if not theirs.key or _alike(mine, theirs):
        return False
    return person is None or other is None or not _signed_together(session, person, other)


def _name(person: Taxpayer | None, values: dict[str, Value]) -> _Name:
    if person is not None:
        return _Name(person.last_name_key, True)
    written = values.get("last_name")
    return _Name(names.key(written.text), written.trusted) if written else _Name("", False)


def _alike(one: _Name, other: _Name) -> bool:
    """Whether two last names are equal. If one is a doubtful reading, they may differ by one slip."""
    return one.key == other.key or (not (one.sure and other.sure) and names.one_slip(one.key, other.key))


def _signed_together(session: Session, one: Taxpayer, other: Taxpayer) -> bool:
    mine, theirs = aliased(Person), aliased(Person)
    together = (
        select(mine.id)
        .join(theirs, theirs.document_id == mine.document_id)
        .where(mine.taxpayer_id == one.id, theirs.taxpayer_id == other.id)
    )
    return session.scalar(together.limit(1)) is not None
