"""What proves who applies: calls, documents shown in person, and the doubts that people have decided."""

from sqlalchemy import ColumnElement, Select, Subquery, select, union
from sqlalchemy.orm import Session, aliased

from desk.documents.values import OVERRULED
from desk.lifecycle import origins
from desk.matching import signers
from desk.models import Appearance, Application, AuditEvent, Call, Clearance, Document, Keying, Recommendation
from desk.office import policy
from desk.program import doubts, identity
from desk.program.identity import CallResult, Documents, Identity
from desk.program.words import Route
from desk.system.config import Settings

_SAID = ("person.chosen", "document.identified", "document.pages_added", origins.SPLIT, OVERRULED)
"""Audit events of whoever says who applies, what the paper is and has, or something else than was surely read."""


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
    """Who has vouched for the applicant, and so does not approve.

    They recorded a passed call or documents shown, decided a doubt, said who on record applies or what the paper is,
    overruled what was read surely, or keyed who applies after somebody else had proven it.
    """
    vouched = _vouched()
    return frozenset(session.scalars(select(vouched.c.by).where(vouched.c.id == document_id)))


def proved_by(name: str) -> ColumnElement[bool]:
    """Documents for whose applicant this person has vouched, as a condition on :class:`Document`."""
    vouched = _vouched()
    return Document.id.in_(select(vouched.c.id).where(vouched.c.by == name))


def _vouched() -> Subquery:
    """Each document and who has vouched for its applicant."""
    return union(
        select(Call.document_id.label("id"), Call.by.label("by")).where(Call.outcome == CallResult.PASSED),
        select(Appearance.document_id, Appearance.by),
        select(Clearance.document_id, Clearance.by),
        _said(),
        _keyed_late(),
    ).subquery()


def _said() -> Select[int | None, str]:
    """Whoever has said what the paper is or who applies; a corrected field counts until somebody else keys it."""
    later = select(Keying.id).where(
        Keying.document_id == AuditEvent.subject_id,
        Keying.field == AuditEvent.details["field"].as_string(),
        Keying.by != AuditEvent.actor,
        Keying.at > AuditEvent.at,
    )
    stands = (AuditEvent.action != OVERRULED) | ~later.exists()
    said = (AuditEvent.subject == "document") & AuditEvent.action.in_(_SAID)
    return select(AuditEvent.subject_id, AuditEvent.actor).where(said, stands)


def _keyed_late() -> Select[int, str]:
    """Whoever has keyed who applies after it was proven, until somebody else keys it."""
    passed = select(Call.id).where(Call.document_id == Keying.document_id, Call.outcome == CallResult.PASSED)
    shown = select(Appearance.id).where(Appearance.document_id == Keying.document_id)
    proven = passed.where(Call.at < Keying.at).exists() | shown.where(Appearance.at < Keying.at).exists()
    other = aliased(Keying)
    later = select(other.id).where(
        other.document_id == Keying.document_id, other.field == Keying.field,
        other.by != Keying.by, other.id > Keying.id,
    )  # fmt: skip
    named = Keying.field.in_(signers.FIELDS["applicant"])
    return select(Keying.document_id, Keying.by).where(named, proven, ~later.exists())


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
