"""Returned mail: recorded, the address researched, mailed again (domain.md 1.5, 4.4).

A letter goes only to the address of record: research requests a change of the record, which another person grants
(desk/enrollment/addresses), and the letter becomes a draft that another person must release.
"""

from sqlalchemy import select

from desk import errors
from desk.delays import letters
from desk.enrollment import addresses
from desk.enrollment.addresses import Asked, NewAddress
from desk.lifecycle import audit, notices
from desk.mail import print_batches
from desk.models import Printing
from desk.models.states import NoticeState, PrintingState
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.recommendation import renewals


def came_back(office: Office, notice_id: int, actor: Actor, why: str) -> None:
    """Record that a mailed letter was returned as undeliverable; ``why`` is what the post office wrote on it."""
    if not why.strip():
        raise errors.InvalidInput("say what the post office gives as the reason")
    free_text.demand_no_number(why)
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


def send_again(office: Office, notice_id: int, actor: Actor, source: str) -> None:
    """Mail the letter again to the address of record, after the address was researched.

    ``source`` says where the address was looked up. Raises :class:`errors.WrongState` for a letter with an address of
    its own, and while a new address of the taxpayer waits to be granted.
    """
    _demand_source(source)
    if actor.role != "supervisor":
        raise errors.NotAllowed("a supervisor decides on mailing again")
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        if notice.address is not None:
            raise errors.WrongState("this letter was for that one address: end it")
        if addresses.waiting_for(session, notice.addressee.id) is not None:
            raise errors.WrongState("a change of this person's address waits: have it granted or refused first")
        notices.redraft(session, notice, actor.name, "address researched")
        audit.record(session, actor.name, "notice.remailing", "notice", notice.id, moved=False)


def ask_address(office: Office, notice_id: int, actor: Actor, address: NewAddress, source: str, evidence: str) -> int:
    """Request a better address for a returned letter, which another person grants; return the number of the request.

    The letter stays as it is until then, and is mailed again when the change is granted.
    """
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        if notice.state != NoticeState.RETURNED:
            raise errors.WrongState("this letter did not come back, or waits to be printed again: reload it")
        waiting = None if notice.address is not None else notice.id
        return addresses.ask_in(session, Asked(notice.addressee.id, address, source, evidence, waiting), actor)


def give_up(office: Office, notice_id: int, actor: Actor, source: str) -> None:
    """End a returned letter because no better address was found."""
    _demand_source(source)
    with office.database.transaction() as session:
        notice = print_batches.one(session, notice_id)
        notices.move(session, notice, NoticeState.CANCELED, actor.name, f"no address found: {source.strip()}")
        if NoticeKind(notice.kind).does.of_case:
            letters.given_up(session, notice, actor.name)
        renewals.after(session, office, notice.taxpayer_id, actor.name)
        audit.record(session, actor.name, "notice.given_up", "notice", notice.id, kind=notice.kind)


def _demand_source(source: str) -> None:
    if not source.strip():
        raise errors.InvalidInput("say where the address was looked up")
    free_text.demand_no_number(source)
