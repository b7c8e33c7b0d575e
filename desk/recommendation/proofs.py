"""Reads the proof of an applicant's identity: calls, documents shown in person, and doubts that people resolved."""

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
"""Audit events of people who state the applicant, the paper, its pages, or another value than was surely read."""


def calls(session: Session, document_id: int) -> tuple[CallResult, ...]:
    """Return how each call to the applicant ended, oldest first."""
    rows = select(Call).where(Call.document_id == document_id).order_by(Call.id)
    return tuple(CallResult(call.outcome) for call in session.scalars(rows))


def documents(session: Session, document_id: int) -> Documents | None:
    """Return the identity documents shown at the newest visit."""
    rows = select(Appearance).where(Appearance.document_id == document_id).order_by(Appearance.id.desc())
    seen = session.scalar(rows.limit(1))
    return Documents(seen.pictures, seen.government, seen.shown) if seen else None


def cleared(session: Session, document_id: int) -> frozenset[str]:
    """Return the codes of the doubts that a person has resolved."""
    rows = select(Clearance).where(Clearance.document_id == document_id)
    return frozenset(clearance.code for clearance in session.scalars(rows))


def risks_found(session: Session, document_id: int) -> frozenset[str]:
    """Return the codes of all risks ever found for this paper, in any of its scans; a correction removes none."""
    rows = select(Recommendation.findings).where(Recommendation.document_id.in_(_scans(session, document_id)))
    return frozenset(one["code"] for findings in session.scalars(rows) for one in findings) & doubts.RISKS.keys()


def _scans(session: Session, document_id: int) -> list[int]:
    """The document and the ones that it replaced, back to the first."""
    found, todo = [document_id], [document_id]
    while todo:
        before = select(Document.id).where(Document.successor_id.in_(todo), Document.id.not_in(found))
        todo = list(session.scalars(before))
        found += todo
    return found


def provers(session: Session, document_id: int) -> frozenset[str]:
    """Return the people who vouched for the applicant and so may not approve.

    They recorded a passed call or documents shown, resolved a doubt, chose the applicant's record, identified the
    paper, overruled a sure reading, or keyed the applicant after somebody else's proof.
    """
    vouched = _vouched()
    return frozenset(session.scalars(select(vouched.c.by).where(vouched.c.id == document_id)))


def proved_by(name: str) -> ColumnElement[bool]:
    """A condition on :class:`Document`: this person has vouched for its applicant."""
    vouched = _vouched()
    return Document.id.in_(select(vouched.c.id).where(vouched.c.by == name))


def _vouched() -> Subquery:
    """Each document and the people who vouched for its applicant."""
    return union(
        select(Call.document_id.label("id"), Call.by.label("by")).where(Call.outcome == CallResult.PASSED),
        select(Appearance.document_id, Appearance.by),
        select(Clearance.document_id, Clearance.by),
        _said(),
        _keyed_late(),
    ).subquery()


def _said() -> Select[int | None, str]:
    """People who identified the paper or the applicant; a corrected field counts until somebody else keys it."""
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
    """People who keyed the applicant after the proof, until somebody else keys the field."""
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


def standing(session: Session, document: Document, application: Application, settings: Settings) -> Identity:
    """Return the state of the proof of identity (domain.md 1.5, 1.7)."""
    return identity.standing(
        Route(application.route),
        document.received_date,
        calls(session, document.id),
        documents(session, document.id),
        policy.load(settings),
    )


def proven(session: Session, document: Document, application: Application, settings: Settings) -> bool:
    """Return whether the applicant's identity is proven, by phone or in person."""
    return standing(session, document, application, settings) is Identity.VERIFIED
