"""Requests for lost PINs as the notices page shows them: what waits for a decision, and what was decided lately."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from desk.documents import masking
from desk.enrollment import replacements
from desk.models import ReplacementRequest
from desk.models.states import RequestState
from desk.office.accounts import Actor
from desk.program.settings import ProgramSettings
from desk.screens import people


@dataclass(frozen=True)
class WaitingRequest:
    """A request that nobody has decided, and what the rules say of it today.

    ``allowed``: None where a supervisor decides; ``who_else``: who must approve in place of the person who looks.
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
    """A request that a person or, without ``decided_by``, the rules themselves have decided."""

    id: int
    taxpayer_name: str
    tin: str
    requested_on: date
    recorded_by: str
    state: str
    mail_on: date | None
    decided_by: str | None
    why: str


def waiting(session: Session, settings: ProgramSettings, actor: Actor, limit: int) -> list[WaitingRequest]:
    """The oldest requests that wait for a decision, as ``actor`` finds them."""
    return [_waiting(session, row, settings, actor) for row in replacements.undecided(session, limit)]


def decided(session: Session, limit: int) -> list[DecidedRequest]:
    """The latest requests that were decided, newest first."""
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
        why=row.reason or " ".join(row.judgement["reasons"]),
    )
