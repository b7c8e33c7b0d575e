"""Returned letters: recorded, the address looked up, mailed again (domain.md 1.5, 4.4).

A letter still goes to the address of record only: research changes the record, with a
supervisor's name under it, and the letter becomes a draft that another person must release.
"""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import letters
from desk.documents import notes
from desk.lifecycle import audit, notices
from desk.mail import print_batches
from desk.models import Printing, Taxpayer
from desk.models.states import NoticeState, PrintingState
from desk.notices import letter
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import renewals
from desk.system import calendar


@dataclass(frozen=True, repr=False)
class NewAddress:
    """Where a taxpayer lives now."""

    street: str
    city: str
    state: str
    zip: str
    apartment: str = ""


def came_back(office: Office, notice_id: int, actor: Actor, why: str) -> None:
    """A mailed letter was returned as undeliverable; ``why`` is what the post office wrote on it."""
    if not why.strip():
        raise errors.InvalidInput("say what the post office gives as the reason")
    notes.demand_no_number(why)
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        notices.move(session, notice, NoticeState.RETURNED, actor.name, why.strip())
        rows = select(Printing).where(Printing.notice_id == notice.id, Printing.state == PrintingState.MAILED)
        printing = session.scalar(rows)
        if printing is not None:
            printing.state, printing.reason = PrintingState.RETURNED, why.strip()
        if NoticeKind(notice.kind).does.of_case:
            letters.came_back(session, notice, actor.name)
        renewals.after(session, office, notice.taxpayer_id, actor.name)
        audit.record(session, actor.name, "notice.returned", "notice", notice.id, kind=notice.kind)


def send_again(office: Office, notice_id: int, actor: Actor, source: str, address: NewAddress | None = None) -> None:
    """After the address was looked up: mail again, to the record as it is or to a better address.

    ``source`` says where the address was found. A new address needs a supervisor.
    """
    if not source.strip():
        raise errors.InvalidInput("say where the address was looked up")
    notes.demand_no_number(source)
    if actor.role != "supervisor":
        raise errors.NotAllowed("a supervisor decides on mailing again")
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        if address is not None:
            _change_address(session, notice.addressee, address, actor, source.strip())
        notice.notice_date, notice.mailed_on, notice.not_before = None, None, calendar.today()
        notices.move(session, notice, NoticeState.DRAFT, actor.name, "address researched")
        audit.record(session, actor.name, "notice.remailing", "notice", notice.id, moved=address is not None)


def give_up(office: Office, notice_id: int, actor: Actor, source: str) -> None:
    """No better address was found: the letter ends here."""
    if not source.strip():
        raise errors.InvalidInput("say where the address was looked up")
    notes.demand_no_number(source)
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        notices.move(session, notice, NoticeState.CANCELLED, actor.name, f"no address found: {source.strip()}")
        if NoticeKind(notice.kind).does.of_case:
            letters.given_up(session, notice, actor.name)
        renewals.after(session, office, notice.taxpayer_id, actor.name)
        audit.record(session, actor.name, "notice.given_up", "notice", notice.id, kind=notice.kind)


def _change_address(session: Session, person: Taxpayer, address: NewAddress, actor: Actor, source: str) -> None:
    letter.Address(name=person.name, **asdict(address))
    for name, value in asdict(address).items():
        setattr(person, name, value.strip())
    person.address_changed_on = calendar.today()
    audit.record(session, actor.name, "address.changed", "taxpayer", person.id, source=source)
