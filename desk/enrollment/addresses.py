"""Changes of an address of record: asked for with source and evidence, granted by another person.

A letter with an IP PIN goes to the address of record only, so whoever changes that address decides where a
number goes. No door changes it at once: the browser, the command line, an import file, and returned mail all
ask here, and a supervisor who did not ask grants. From that day letters with a PIN wait (desk/mail/held), and a
letter tells the old address and the new one.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import notes
from desk.lifecycle import audit, notices
from desk.models import AddressChange, Notice, Taxpayer
from desk.models.states import AddressState, NoticeState
from desk.notices import letter
from desk.notices.kinds import NoticeKind
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import renewals
from desk.system import calendar, db, faults

LONGEST = 200


class Source(StrEnum):
    """Where a new address comes from."""

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
    """Where a taxpayer lives now."""

    street: str
    city: str
    state: str
    zip: str
    apartment: str = ""
    country: str = ""


@dataclass(frozen=True, repr=False)
class Asked:
    """A change that somebody asks for. ``evidence``: what they saw; ``notice_id``: the returned letter that waits."""

    taxpayer_id: int
    address: NewAddress
    source: str
    evidence: str
    notice_id: int | None = None


def ask(office: Office, asked: Asked, actor: Actor) -> int:
    """Write a request down; its number. The record stays as it is until another person grants it."""
    with office.database.transaction() as session:
        return ask_in(session, asked, actor)


def ask_in(session: Session, asked: Asked, actor: Actor) -> int:
    """The same in a transaction at hand.

    Raises :class:`errors.InvalidInput` for what cannot be an address, or is the one on record, or lacks source or
    evidence, :class:`errors.WrongState` while another request for this person waits.
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
    """Another person, a supervisor, takes the new address into the record.

    The letters to both addresses are drafted, and a returned letter that waited for it may be printed again.
    Raises :class:`errors.NotAllowed` for who asked and who is no supervisor, :class:`errors.WrongState` when the
    request is decided or the record is no longer the one that it was asked about.
    """
    notes.demand_no_number(reason)
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
    """The record stays as it is; also whoever asked may take the request back so."""
    if not accounts.may(actor.role, "decide"):
        raise errors.NotAllowed("a clerk or a supervisor decides on a change of address")
    if not reason.strip():
        raise errors.InvalidInput("say why the address is not changed")
    notes.demand_no_number(reason)
    with office.database.transaction() as session:
        row = _open(session, change_id)
        _decide(row, AddressState.REFUSED, actor, reason)
        audit.record(session, actor.name, "address.refused", "taxpayer", row.taxpayer_id, change=row.id)


def who_else(row: AddressChange, actor: Actor) -> str:
    """Who must grant in place of ``actor``; empty where ``actor`` may."""
    if actor.name == row.asked_by:
        return "somebody other than the one who asked for it"
    return "" if accounts.may(actor.role, "supervise") else "a supervisor"


def undecided(session: Session, limit: int | None = None) -> list[AddressChange]:
    """Requests that wait for a decision, the oldest first."""
    rows = select(AddressChange).where(AddressChange.state == AddressState.ASKED).order_by(AddressChange.id)
    return list(session.scalars(rows.limit(limit)))


def count_undecided(session: Session) -> int:
    """How many requests wait for a decision."""
    return session.scalar(select(func.count()).where(AddressChange.state == AddressState.ASKED)) or 0


def waiting_for(session: Session, taxpayer_id: int) -> AddressChange | None:
    """The open request for a person, if there is one."""
    theirs = (AddressChange.taxpayer_id == taxpayer_id) & (AddressChange.state == AddressState.ASKED)
    return session.scalar(select(AddressChange).where(theirs))


def latest(session: Session, taxpayer_id: int) -> AddressChange | None:
    """The change that was granted last for a person, if any was."""
    theirs = (AddressChange.taxpayer_id == taxpayer_id) & (AddressChange.state == AddressState.GRANTED)
    return session.scalar(select(AddressChange).where(theirs).order_by(AddressChange.id.desc()).limit(1))


def _demand_evidence(asked: Asked) -> None:
    if asked.source not in SOURCES:
        raise errors.InvalidInput(f"say where the address comes from: {', '.join(SOURCES)}")
    if not asked.evidence.strip() or len(asked.evidence) > LONGEST:
        raise errors.InvalidInput(f"say in 1 to {LONGEST} characters what shows the new address")
    notes.demand_no_number(asked.evidence)


def _cleaned(person: Taxpayer, address: NewAddress) -> dict[str, str]:
    """The new address by the columns of the record, fit to be printed and another than the one on record."""
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
    """A letter to the old address and one to the new, each with its place kept in it whatever changes later.

    None to an old address that cannot be printed, which may be why it is changed.
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
    """The returned letter that the request was made for may be printed again."""
    waits = db.get(session, Notice, row.notice_id, lock=True) if row.notice_id is not None else None
    if waits is not None and waits.state == NoticeState.RETURNED:
        notices.redraft(session, waits, actor.name, "address researched")
        audit.record(session, actor.name, "notice.remailing", "notice", waits.id, moved=True)
