"""What proves who applies: calls, documents shown in person, and the doubts that people have decided."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from desk.models import Appearance, Application, Call, Clearance, Document, Recommendation
from desk.office import policy
from desk.program import doubts, identity
from desk.program.identity import CallResult, Documents, Identity
from desk.program.words import Route
from desk.system.config import Settings


def calls(session: Session, document_id: int) -> tuple[CallResult, ...]:
    """How each call to the applicant ended, oldest first."""
    rows = select(Call.outcome).where(Call.document_id == document_id).order_by(Call.id)
    return tuple(CallResult(outcome) for outcome in session.scalars(rows))


def documents(session: Session, document_id: int) -> Documents | None:
    """The identity documents shown at the newest appearance."""
    rows = select(Appearance).where(Appearance.document_id == document_id).order_by(Appearance.id.desc())
    seen = session.scalar(rows.limit(1))
    return Documents(seen.pictures, seen.government, seen.shown) if seen else None


def cleared(session: Session, document_id: int) -> frozenset[str]:
    """The codes of doubts that a person has decided."""
    return frozenset(session.scalars(select(Clearance.code).where(Clearance.document_id == document_id)))


def risks_found(session: Session, document_id: int) -> frozenset[str]:
    """The codes of the risks ever named for this paper, in any scan of it: a correction removes none."""
    rows = select(Recommendation.findings).where(Recommendation.document_id.in_(_scans(session, document_id)))
    return frozenset(one["code"] for findings in session.scalars(rows) for one in findings) & doubts.RISKS.keys()


def _scans(session: Session, document_id: int) -> list[int]:
    """The document and those that it stands in for, to the first."""
    found, todo = [document_id], [document_id]
    while todo:
        before = select(Document.id).where(Document.successor_id.in_(todo), Document.id.not_in(found))
        todo = list(session.scalars(before))
        found += todo
    return found


def provers(session: Session, document_id: int) -> frozenset[str]:
    """Who has recorded what proves the identity: a passed call, or documents shown. Somebody else approves."""
    passed = select(Call.by).where(Call.document_id == document_id, Call.outcome == CallResult.PASSED)
    shown = select(Appearance.by).where(Appearance.document_id == document_id)
    return frozenset(session.scalars(passed.union(shown)))


def proved_by(name: str) -> ColumnElement[bool]:
    """Documents whose proof of identity this person has recorded, as a condition on :class:`Document`."""
    passed = select(Call.document_id).where(Call.by == name, Call.outcome == CallResult.PASSED)
    shown = select(Appearance.document_id).where(Appearance.by == name)
    return Document.id.in_(passed.union(shown))


def standing(session: Session, document: Document, case: Application, settings: Settings) -> Identity:
    """Where the proof of identity stands (domain.md 1.5, 1.7)."""
    return identity.standing(
        Route(case.route),
        document.received_date,
        calls(session, document.id),
        documents(session, document.id),
        policy.of(settings),
    )


def proven(session: Session, document: Document, case: Application, settings: Settings) -> bool:
    """Whether the applicant's identity is proven, by telephone or in person."""
    return standing(session, document, case, settings) is Identity.VERIFIED
