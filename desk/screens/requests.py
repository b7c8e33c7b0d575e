"""Requests for lost PINs, visits, and changes of address for the notices page: waiting or decided recently."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from desk.documents import masking
from desk.enrollment import addresses, replacements, visits
from desk.models import AddressChange, ReplacementRequest, Visit, numbers
from desk.models.states import RequestState
from desk.office.accounts import Actor
from desk.program.settings import ProgramSettings
from desk.program.visits import KINDS
from desk.screens import people


@dataclass(frozen=True)
class WaitingRequest:
    """A request that nobody has decided, and what the rules say about it today.

    ``allowed``: None if a supervisor decides; ``who_else``: who must approve instead of this person.
    """

    id: int
    taxpayer_name: str
    tin: str
    address: str
    channel: str
    requested_on: date
    recorded_by: str
    identity_proven: bool
    exposed: bool
    returns_filed: bool
    document_id: int | None
    same_number: bool
    allowed: bool | None
    reasons: tuple[str, ...]
    mail_by: date | None
    who_else: str


@dataclass(frozen=True)
class DecidedRequest:
    """A request that was decided by a person, or by the rules if ``decided_by`` is empty."""

    id: int
    taxpayer_name: str
    tin: str
    requested_on: date
    recorded_by: str
    state: str
    mail_on: date | None
    decided_by: str | None
    why: str


@dataclass(frozen=True)
class AddressRequest:
    """A change of address that waits; ``who_else``: who must grant it instead of this person.

    Both addresses are shown in full, so that the person who grants can compare them with the evidence.
    """

    id: int
    taxpayer_name: str
    tin: str
    old: str
    new: str
    source: str
    evidence: str
    asked_by: str
    asked_at: datetime
    letter: str
    who_else: str


@dataclass(frozen=True)
class VisitShown:
    """A visit that waits or whose PIN is not mailed; ``allowed``: None if a supervisor decides.

    ``who_else``: who must approve instead of this person; ``shown``, ``child_shown``: kinds of documents in words.
    """

    id: int
    taxpayer_name: str
    tin: str
    address: str
    visited_on: date
    center: str
    appointment: str
    shown: tuple[str, ...]
    child_shown: tuple[str, ...]
    recorded_by: str
    allowed: bool | None
    reasons: tuple[str, ...]
    issue_on: date | None
    mail_by: date | None
    who_else: str


def waiting_visits(session: Session, settings: ProgramSettings, actor: Actor, limit: int) -> list[VisitShown]:
    """Return the visits that wait for a decision, as ``actor`` may see them, first due first."""
    return [_visit(session, row, settings, actor) for row in visits.undecided(session, limit)]


def promised(session: Session, settings: ProgramSettings, actor: Actor, limit: int) -> list[VisitShown]:
    """Return the visits whose PIN is approved and not mailed yet, first due first."""
    return [_visit(session, row, settings, actor) for row in visits.unmailed(session, limit)]


def waiting_addresses(session: Session, actor: Actor, limit: int) -> list[AddressRequest]:
    """Return the oldest changes of address that wait for a decision, as ``actor`` may see them."""
    return [_address(row, actor) for row in addresses.undecided(session, limit)]


def waiting(session: Session, settings: ProgramSettings, actor: Actor, limit: int) -> list[WaitingRequest]:
    """Return the oldest requests that wait for a decision, as ``actor`` may see them."""
    return [_waiting(session, row, settings, actor) for row in replacements.undecided(session, limit)]


def decided(session: Session, limit: int) -> list[DecidedRequest]:
    """Return the latest decided requests, newest first."""
    rows = replacements.listed(session, RequestState.APPROVED, RequestState.ISSUED, RequestState.REFUSED, limit=limit)
    return [_decided(row) for row in rows]


def _waiting(session: Session, row: ReplacementRequest, settings: ProgramSettings, actor: Actor) -> WaitingRequest:
    judged = replacements.judge(session, row, settings)
    return WaitingRequest(
        id=row.id,
        taxpayer_name=row.taxpayer.name,
        tin=masking.tin(row.taxpayer.tin_last4),
        address=people.address(row.taxpayer),
        channel=row.channel,
        requested_on=row.requested_on,
        recorded_by=row.recorded_by,
        identity_proven=row.identity_proven,
        exposed=row.exposed,
        returns_filed=row.returns_filed,
        document_id=row.document_id,
        same_number=row.same_number,
        allowed=judged.allowed,
        reasons=tuple(judged.reasons),
        mail_by=judged.mail_by,
        who_else=replacements.who_else(row, judged, actor),
    )


def _visit(session: Session, row: Visit, settings: ProgramSettings, actor: Actor) -> VisitShown:
    judged = visits.judge(session, row, settings)
    return VisitShown(
        id=row.id,
        taxpayer_name=row.taxpayer.name,
        tin=masking.tin(row.taxpayer.tin_last4),
        address=people.address(row.taxpayer),
        visited_on=row.visited_on,
        center=row.center,
        appointment=row.appointment,
        shown=tuple(KINDS[kind] for kind in row.shown),
        child_shown=tuple(KINDS[kind] for kind in row.child_shown),
        recorded_by=row.recorded_by,
        allowed=judged.allowed,
        reasons=judged.reasons,
        issue_on=row.issue_on,
        mail_by=row.mail_by,
        who_else=visits.who_else(row, judged, actor),
    )


def _address(row: AddressChange, actor: Actor) -> AddressRequest:
    return AddressRequest(
        id=row.id,
        taxpayer_name=row.taxpayer.name,
        tin=masking.tin(row.taxpayer.tin_last4),
        old=people.one_line(row.old),
        new=people.one_line(row.new),
        source=addresses.SOURCES[row.source],
        evidence=row.evidence,
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        letter=numbers.letter(row.notice_id) if row.notice_id is not None else "",
        who_else=addresses.who_else(row, actor),
    )


def _decided(row: ReplacementRequest) -> DecidedRequest:
    return DecidedRequest(
        id=row.id,
        taxpayer_name=row.taxpayer.name,
        tin=masking.tin(row.taxpayer.tin_last4),
        requested_on=row.requested_on,
        recorded_by=row.recorded_by,
        state=row.state,
        mail_on=row.mail_on,
        decided_by=row.decided_by,
        why=row.reason or " ".join(row.judgment["reasons"]),
    )
