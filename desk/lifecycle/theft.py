"""Identity-theft cases as rows: opened with a paper and withdrawn with it; finds the open ones.

While a case is open its taxpayer gets no letter with an IP PIN, because a thief who has the number may also get the
mail.
"""

from collections.abc import Collection

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Document, TheftCase, TheftPaper
from desk.models.states import TheftState
from desk.system import calendar

_OPEN = TheftCase.state == TheftState.OPEN
_KEPT = TheftPaper.left_on.is_(None)


def begin(session: Session, document: Document, role: str, taxpayer_id: int | None, actor: str) -> TheftCase:
    """Add a paper to its taxpayer's open case, or open a case with it."""
    case = of_taxpayer(session, taxpayer_id)
    if case is None:
        case = TheftCase(
            taxpayer_id=taxpayer_id,
            document_id=document.id,
            role=role,
            state=TheftState.OPEN,
            opened_on=calendar.today(),
            opened_by=actor,
        )
        session.add(case)
        session.flush()
        audit.record(session, actor, "theft.opened", "document", document.id, case=case.number, role=role)
    keep(session, case, document, actor)
    return case


def keep(session: Session, case: TheftCase, document: Document, actor: str) -> None:
    """Add a paper to a case."""
    session.add(TheftPaper(theft_case_id=case.id, document_id=document.id, kept_on=calendar.today(), kept_by=actor))
    audit.record(session, actor, "theft.paper_kept", "document", document.id, case=case.number)


def release(session: Session, document: Document, actor: str) -> TheftPaper | None:
    """Take a reopened paper out of its case. Return its row if the case now has no paper.

    Raises :class:`errors.WrongState` if the case is resolved, because its taxpayer was informed.
    """
    paper = session.scalar(select(TheftPaper).where(TheftPaper.document_id == document.id, _KEPT))
    if paper is None:
        return None
    case = session.get_one(TheftCase, paper.theft_case_id)
    if case.state != TheftState.OPEN:
        raise errors.WrongState(f"identity-theft case {case.number} is resolved: this return stays with it")
    paper.left_on = calendar.today()
    session.flush()
    audit.record(session, actor, "theft.paper_released", "document", document.id, case=case.number)
    left = select(TheftPaper.id).where(TheftPaper.theft_case_id == case.id, _KEPT)
    return paper if session.scalar(left.limit(1)) is None else None


def end(session: Session, case: TheftCase, state: TheftState, actor: str, reason: str) -> None:
    """End an open case, as resolved or withdrawn; raises :class:`errors.WrongState` if it has ended."""
    if case.state != TheftState.OPEN:
        raise errors.WrongState(f"identity-theft case {case.number} is {case.state} already")
    case.state, case.ended_on, case.ended_by, case.reason = state, calendar.today(), actor, reason
    audit.record(session, actor, f"theft.{state}", "document", case.document_id, case=case.number)


def of_taxpayer(session: Session, taxpayer_id: int | None) -> TheftCase | None:
    """Return the open case of a taxpayer."""
    if taxpayer_id is None:
        return None
    return session.scalar(select(TheftCase).where(TheftCase.taxpayer_id == taxpayer_id, _OPEN))


def victims() -> Select[int | None]:
    """Return a subquery of the taxpayers whose case is open."""
    return select(TheftCase.taxpayer_id).where(_OPEN, TheftCase.taxpayer_id.is_not(None))


def among(session: Session, taxpayer_ids: Collection[int]) -> set[int]:
    """Return those of these taxpayers whose case is open."""
    found = session.scalars(select(TheftCase).where(TheftCase.taxpayer_id.in_(taxpayer_ids), _OPEN))
    return {case.taxpayer_id for case in found if case.taxpayer_id is not None}
