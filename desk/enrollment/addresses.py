"""Changes of an address of record: requested with source and evidence, granted by another person.

A letter with an IP PIN goes only to the address of record, so that a change of this address decides where a PIN goes.
Nothing changes it at once: the browser, the command line, an import file, and returned mail all make a request here,
which a supervisor other than the requester grants. From that day, letters with a PIN wait (desk/mail/held), and a
letter goes to both the old and the new address.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, notices
from desk.models import AddressChange, Notice, Taxpayer
from desk.models.states import AddressState, NoticeState
from desk.notices import letter
from desk.notices.kinds import NoticeKind
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.recommendation import renewals
from desk.system import calendar, db, faults

LONGEST = 200


class Source(StrEnum):
    """The source of a new address."""

    WRITTEN = "written"
    PHONE = "phone"
    VISIT = "visit"
    RETURN = "return"
    POST_OFFICE = "post_office"
    RECORD = "record"
    FILE = "file"


SOURCES: dict[str, str] = {
    Source.WRITTEN: "A signed letter or form of the taxpayer",
    Source.PHONE: "A telephone call, identity verified",
    Source.VISIT: "A visit, identity verified",
    Source.RETURN: "A filed return",
    Source.POST_OFFICE: "The post office’s forwarding label",
    Source.RECORD: "Another official record",
    Source.FILE: "An import file",
}
"""The sources in words."""


@dataclass(frozen=True, repr=False)
class NewAddress:
    """The new address of a taxpayer."""

    street: str
    city: str
    state: str
    zip: str
    apartment: str = ""
    country: str = ""


@dataclass(frozen=True, repr=False)
class Asked:
    """A requested change. ``evidence``: what the requester saw; ``notice_id``: the returned letter that needs it."""

    taxpayer_id: int
    address: NewAddress
    source: str
    evidence: str
    notice_id: int | None = None


def ask(office: Office, asked: Asked, actor: Actor) -> int:
    """Record a request and return its id; the address of record does not change until another person grants it."""
    with office.database.transaction() as session:
        return ask_in(session, asked, actor)


def ask_in(session: Session, asked: Asked, actor: Actor) -> int:
    """Record a request within the caller's transaction; return its id.

    Raises :class:`errors.InvalidInput` for an impossible address, the one on record, or a missing source or evidence,
    :class:`errors.NotAllowed` for other roles, and :class:`errors.WrongState` while another request for this person
    waits.
    """
    if not accounts.may(actor.role, "decide"):
        raise errors.NotAllowed("a clerk or a supervisor asks for a change of address")
    _demand_evidence(asked)
    person = db.get(session, Taxpayer, asked.taxpayer_id, "there is no such taxpayer on record", lock=True)
    new = _cleaned(person, asked.address)
    if waiting_for(session, person.id) is not None:
        raise errors.WrongState("a change of this person's address waits already: have it granted or refused first")
    row = AddressChange(
        taxpayer_id=person.id,
        old=person.home,
        new=new,
        source=asked.source,
        evidence=asked.evidence.strip(),
        notice_id=asked.notice_id,
        asked_by=actor.name,
        asked_at=calendar.now(),
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor.name,
        "address.asked",
        "taxpayer",
        person.id,
        change=row.id,
        source=row.source,
        letter=row.notice_id,
    )
    return row.id


def grant(office: Office, change_id: int, actor: Actor, reason: str = "") -> None:
    """Grant a request as a second person, who must be a supervisor: the record gets the new address.

    Letters to both addresses are drafted, and a returned letter that waited for it may be printed again. Raises
    :class:`errors.NotAllowed` for the requester and for other roles, :class:`errors.WrongState` if the request is
    decided or the address of record changed after the request.
    """
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _open(session, change_id)
        if objection := who_else(row, actor):
            raise errors.NotAllowed(f"a second person grants a change of address: {objection}")
        person = db.get(session, Taxpayer, row.taxpayer_id, lock=True)
        if person.home != row.old:
            raise errors.WrongState("the address on record was changed meanwhile: refuse this request and ask again")
        for name, value in row.new.items():
            setattr(person, name, value)
        person.address_changed_on = calendar.today()
        _decide(row, AddressState.GRANTED, actor, reason)
        audit.record(session, actor.name, "address.changed", "taxpayer", person.id, change=row.id, source=row.source)
        _tell_both(session, row, actor)
        _let_go(session, row, actor)
        renewals.after(session, office, person.id, actor.name)
        faults.point("address.written")


def refuse(office: Office, change_id: int, actor: Actor, reason: str) -> None:
    """Refuse a request, so that the record does not change; the requester may also withdraw it in this way."""
    if not accounts.may(actor.role, "decide"):
        raise errors.NotAllowed("a clerk or a supervisor decides on a change of address")
    if not reason.strip():
        raise errors.InvalidInput("say why the address is not changed")
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _open(session, change_id)
        _decide(row, AddressState.REFUSED, actor, reason)
        audit.record(session, actor.name, "address.refused", "taxpayer", row.taxpayer_id, change=row.id)


def who_else(row: AddressChange, actor: Actor) -> str:
    """Return who must grant instead of ``actor``; "" if ``actor`` may."""
    if actor.name == row.asked_by:
        return "somebody other than the one who asked for it"
    return "" if accounts.may(actor.role, "supervise") else "a supervisor"


def undecided(session: Session, limit: int | None = None) -> list[AddressChange]:
    """Return the requests that wait for a decision, oldest first."""
    rows = select(AddressChange).where(AddressChange.state == AddressState.ASKED).order_by(AddressChange.id)
    return list(session.scalars(rows.limit(limit)))


def count_undecided(session: Session) -> int:
    """Return how many requests wait for a decision."""
    return session.scalar(select(func.count()).where(AddressChange.state == AddressState.ASKED)) or 0


def waiting_for(session: Session, taxpayer_id: int) -> AddressChange | None:
    """Return the open request for a person, if any."""
    theirs = (AddressChange.taxpayer_id == taxpayer_id) & (AddressChange.state == AddressState.ASKED)
    return session.scalar(select(AddressChange).where(theirs))


def latest(session: Session, taxpayer_id: int) -> AddressChange | None:
    """Return the change that was granted last for a person, if any."""
    theirs = (AddressChange.taxpayer_id == taxpayer_id) & (AddressChange.state == AddressState.GRANTED)
    return session.scalar(select(AddressChange).where(theirs).order_by(AddressChange.id.desc()).limit(1))


def _demand_evidence(asked: Asked) -> None:
    if asked.source not in SOURCES:
        raise errors.InvalidInput(f"say where the address comes from: {', '.join(SOURCES)}")
    if not asked.evidence.strip() or len(asked.evidence) > LONGEST:
        raise errors.InvalidInput(f"say in 1 to {LONGEST} characters what shows the new address")
    free_text.demand_no_number(asked.evidence)


def _cleaned(person: Taxpayer, address: NewAddress) -> dict[str, str]:
    """The new address by the columns of the record; it can be printed and differs from the one on record."""
    for line in (address.street, address.apartment, address.city):
        free_text.demand_none_in_name(line)
    letter.Address(name=person.name, **asdict(address))
    parts = {name: " ".join(value.split()) for name, value in asdict(address).items()}
    new = person.home | parts | {"state": parts["state"].upper()}
    if new == person.home:
        raise errors.InvalidInput("this is the address of record already")
    return new


def _open(session: Session, change_id: int) -> AddressChange:
    row = db.get(session, AddressChange, change_id, "there is no such request for a change of address", lock=True)
    if row.state != AddressState.ASKED:
        raise errors.WrongState(f"this request is {row.state}: reload it")
    return row


def _decide(row: AddressChange, state: AddressState, actor: Actor, reason: str) -> None:
    row.state, row.reason = state, reason.strip()
    row.decided_by, row.decided_at, row.decided_on = actor.name, calendar.now(), calendar.today()


def _tell_both(session: Session, row: AddressChange, actor: Actor) -> None:
    """Draft a letter to the old and one to the new address; each keeps its address, whatever changes later.

    An old address that cannot be printed gets no letter; that may be the reason for the change.
    """
    language = notices.language(session, row.taxpayer_id)
    person = db.get(session, Taxpayer, row.taxpayer_id)
    for place in (row.old, row.new) if not notices.unprintable(person, row.old) else (row.new,):
        notices.draft(
            session,
            NoticeKind.ADDRESS_CHANGED,
            actor.name,
            taxpayer_id=row.taxpayer_id,
            language=language,
            details={"changed_on": row.day.isoformat()},
            address=place,
        )


def _let_go(session: Session, row: AddressChange, actor: Actor) -> None:
    """Let the returned letter that waited for the request be printed again."""
    waits = db.get(session, Notice, row.notice_id, lock=True) if row.notice_id is not None else None
    if waits is not None and waits.state == NoticeState.RETURNED:
        notices.redraft(session, waits, actor.name, "address researched")
        audit.record(session, actor.name, "notice.remailing", "notice", waits.id, moved=True)
