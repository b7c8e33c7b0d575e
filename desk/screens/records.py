"""What people recorded about a document besides its fields: proofs, decided doubts, the delay case."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.delays import cases
from desk.lifecycle import states
from desk.lifecycle.history import ENDED
from desk.models import Appearance, Clearance, Delay, DelayEvent
from desk.models.states import DelayState
from desk.review import proofing


@dataclass(frozen=True)
class Proof:
    """An application's record of proof; ``open_doubts`` are codes and sentences that a person may decide."""

    open_doubts: list[tuple[str, str]]
    decided_doubts: list[Clearance]
    appearances: list[Appearance]


@dataclass(frozen=True)
class DelayShown:
    """A delay case, its history, and the states into which a person may bring it now."""

    case: Delay
    history: list[DelayEvent]
    ways: list[str]
    ended: bool


def proof(session: Session, document_id: int) -> Proof:
    """The proofs and doubts of one application."""
    appearances = select(Appearance).where(Appearance.document_id == document_id).order_by(Appearance.id)
    return Proof(
        proofing.clearable(session, document_id),
        proofing.clearances(session, document_id),
        list(session.scalars(appearances)),
    )


def delay(session: Session, document_id: int) -> DelayShown | None:
    """The delay case of one return, if a flag has made one."""
    case = session.scalar(select(Delay).where(Delay.document_id == document_id))
    if case is None:
        return None
    ended = case.state in ENDED
    by_hand = {DelayState.VERIFIED, DelayState.NO_REPLY, DelayState.IDENTITY_THEFT, DelayState.RELEASED}
    ways = [] if ended else [name for name in states.DELAY if name in states.DELAY[case.state] & by_hand]
    return DelayShown(case, cases.history_of(session, document_id), ways, ended)
