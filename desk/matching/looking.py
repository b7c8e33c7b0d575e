"""Looks at records, as audit events: who saw which document, letter, list, or person.

An event names the people that its record is about by their numbers on record, never by name, so that the report of
unusual access (desk/reports/work/access) is made from the trail alone and a past day never changes in it. ``own`` tells
that the record may be the looker's own: the last name or the address is that of the account (domain.md 9: log who saw
which record).
"""

import re

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.matching import names
from desk.models import Notice, Person, Printing, Taxpayer, User
from desk.office.accounts import OPERATOR, Actor
from desk.office.opening import Office
from desk.program import free_text

OPENED, PAGE, FIELD, SEARCHED = "document.opened", "page.opened", "field.opened", "worklist.searched"
LETTER, LETTERS, PERSON = "notice.opened", "print_batch.listed", "taxpayer.looked_up"
LIST, REPORT, EXPORT, REFUSED = "list.opened", "report.opened", "report.exported", "access.refused"
GIVEN = "document.given"
"""The desk gave somebody this document as the next to work on."""
LOOKS = (OPENED, PAGE, FIELD, SEARCHED, LETTER, LETTERS, PERSON, LIST, REPORT, EXPORT, REFUSED, GIVEN, "field.revealed")
"""Every audit event that tells of a look; none of them changes a record."""
NAME, ADDRESS = "name", "address"
_SHORTEST = 3  # letters of an account's name that may be a last name


def record(office: Office, actor: Actor, action: str, subject: str, number: int | None, /, **details: object) -> None:
    """Record one look in a transaction of its own; see :func:`note`."""
    with office.database.reading() as session:
        about = _about(session, actor, people(session, subject, number))
    with office.database.transaction() as session:
        audit.record(session, actor.name, action, subject, number, **details, **about)


def note(
    session: Session, actor: Actor, action: str, subject: str, number: int | None, /,
    people_: list[int] | None = None, **details: object,
) -> None:  # fmt: skip
    """Record one look within the caller's transaction; ``people_`` are those seen, if not those of the subject."""
    seen = people(session, subject, number) if people_ is None else people_
    audit.record(session, actor.name, action, subject, number, **details, **_about(session, actor, seen))


def describe(office: Office, name: str, last_name: str, street: str, code: str) -> None:
    """Keep the own last name, street, and zip ("" where not told) of a person with an account, to find such looks."""
    for told in (last_name, street):
        free_text.demand_none_in_name(told)
    with office.database.transaction() as session:
        user = _user(session, name.strip())
        if user is None:
            raise errors.NotFound("there is no account of that name: see `ippin users list`")
        user.about = {"last_name": last_name.strip(), "street": street.strip(), "zip": code.strip()}
        audit.record(session, OPERATOR.name, "user.described", "user", user.id)


def people(session: Session, subject: str, number: int | None) -> list[int]:
    """Return the taxpayers whom a document, a letter, a print batch, or a person's record is about, by number."""
    if number is None:
        return []
    if subject == "document":
        return of_documents(session, [number])
    if subject == "notice":
        return _sorted(session, select(Notice.taxpayer_id).where(Notice.id == number))
    if subject == "mail_batch":
        letters = select(Printing.notice_id).where(Printing.mail_batch_id == number)
        return _sorted(session, select(Notice.taxpayer_id).where(Notice.id.in_(letters)))
    return [number] if subject == "taxpayer" else []


def of_documents(session: Session, numbers: list[int]) -> list[int]:
    """Return the taxpayers whom these documents are about, by number."""
    return _sorted(session, select(Person.taxpayer_id).where(Person.document_id.in_(numbers)))


def _sorted(session: Session, rows: Select[int | None]) -> list[int]:
    return sorted({one for one in session.scalars(rows) if one is not None})


def _about(session: Session, actor: Actor, seen: list[int]) -> dict[str, object]:
    """What an event tells of the people seen; nothing where there is nothing to tell."""
    own = _own(session, actor, seen)
    return {name: told for name, told in (("people", seen), ("own", own)) if told}


def _own(session: Session, actor: Actor, seen: list[int]) -> str:
    """Whether one of these people may be the looker or live with them: "name", "address", both, or "" for neither."""
    user = _user(session, actor.name) if seen else None
    if user is None:
        return ""
    about = user.about or {}
    last = {names.key(about["last_name"])} if about.get("last_name") else _last_names(user.name)
    home = _home(about.get("street", ""), about.get("zip", ""))
    found = set()
    for row in session.scalars(select(Taxpayer).where(Taxpayer.id.in_(seen))):
        if row.last_name_key in last:
            found.add(NAME)
        if home and _home(row.street, row.zip) == home:
            found.add(ADDRESS)
    return " and ".join(sorted(found, reverse=True))


def _user(session: Session, name: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.name) == name.lower()))


def _last_names(account: str) -> set[str]:
    """The last names that the name of an account may tell: its words, as in maria.delgado."""
    words = re.split(r"[\W\d_]+", account)
    return {names.key(word) for word in words if len(word) >= _SHORTEST} - {""}


def _home(street: str, code: str) -> tuple[str, str] | None:
    plain = names.street(street)
    return (plain, code[:5]) if plain and code else None
