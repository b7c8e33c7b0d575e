"""Requests for the release of a return as its page shows them, and what keeps a person from releasing it alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desk.delays import verifications as kept
from desk.lifecycle import latest
from desk.lifecycle import releases as rows
from desk.models import Document, ReleaseRequest, Verification
from desk.models.states import DocumentState, ReleaseState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.program.identity import Way
from desk.program.words import FormKind
from desk.review import decisions, misfits
from desk.review import releases as asked

WAYS = {
    Way.LETTER: "Answer by letter",
    Way.TELEPHONE: "Questions passed on the telephone",
    Way.IN_PERSON: "Documents shown in person",
}
"""The ways to verify an identity, in words."""


@dataclass(frozen=True)
class ReleaseShown:
    """One request: ``mine`` if this person made it, ``decidable`` if they may grant or refuse it."""

    state: str
    by: str
    at: datetime
    reason: str
    supervisor: bool
    decided_by: str
    decided_reason: str
    mine: bool
    decidable: bool

    @property
    def open(self) -> bool:
        """Whether it waits for another person."""
        return self.state == ReleaseState.OPEN


@dataclass(frozen=True)
class VerificationShown:
    """How one signer's identity was verified, with its counts in words; never the answers."""

    role: str
    told: str
    by: str
    at: datetime


@dataclass(frozen=True)
class Releasing:
    """What takes two people about one document: the requests for its release, oldest first, why this person may not
    release it alone (``hindered``) or not set the paper aside (``kept``), and how the identities behind its open cases
    were verified.
    """

    requests: list[ReleaseShown]
    hindered: list[str]
    kept: str
    verifications: list[VerificationShown]

    @property
    def asked(self) -> ReleaseShown | None:
        """The request that waits for another person."""
        return next((one for one in self.requests if one.open), None)


def shown(session: Session, document: Document, actor: Actor) -> Releasing:
    """Return what takes two people about a document, as ``actor`` may see it."""
    return Releasing(
        requests=[_request(row, actor) for row in asked.history(session, document.id)],
        hindered=_hindrances(session, document, actor),
        kept=misfits.hindrance(session, document, actor),
        verifications=_verifications(session, document),
    )


def _request(row: ReleaseRequest, actor: Actor) -> ReleaseShown:
    return ReleaseShown(
        row.state, row.by, row.at, row.reason, row.supervisor, row.decided_by or "", row.decided_reason,
        mine=row.by == actor.name, decidable=asked.may_decide(row, actor),
    )  # fmt: skip


VERIFIED = "The identity is verified: another person than whoever recorded it releases the return."
"""Why a flagged return waits for a second person although nobody has requested its release."""


def told(session: Session, document_ids: Sequence[int]) -> dict[int, str]:
    """Return the sentences for a list about those documents that wait for a second person: who asks, who grants, and
    why.
    """
    verified = select(Document.id).where(Document.id.in_(document_ids), kept.settled())
    found = dict.fromkeys(session.scalars(verified), VERIFIED)
    return found | {number: _sentence(row) for number, row in rows.standing_among(session, document_ids).items()}


def _sentence(request: ReleaseRequest) -> str:
    who = "a supervisor" if request.supervisor else "another person"
    return f"Release requested by {request.by}, {who} grants: “{request.reason}”"


def waiting() -> ColumnElement[bool]:
    """A condition: the document waits for a second person, by a request or because each flagged signer is verified."""
    return rows.requested() | kept.settled()


def beyond(actor: Actor) -> ColumnElement[bool]:
    """A condition: this person cannot release the document, as its requester or verifier, or because it takes a
    supervisor.
    """
    return rows.requested(_beyond(actor)) | kept.settled() & ~rows.requested() & kept.recorded_by(actor.name)


def count(session: Session, actor: Actor) -> int:
    """Return how many of them wait for this person."""
    if not accounts.may(actor.role, "decide"):
        return 0
    mine = waiting() & ~beyond(actor)
    return session.scalar(select(func.count()).select_from(Document).where(mine)) or 0


def _beyond(actor: Actor) -> ColumnElement[bool]:
    own = ReleaseRequest.by == actor.name
    return own if accounts.may(actor.role, "supervise") else own | ReleaseRequest.supervisor


def _hindrances(session: Session, document: Document, actor: Actor) -> list[str]:
    """The sentences why ``actor`` may not release a waiting return alone; none for any other document."""
    if document.kind != FormKind.TAX_RETURN:
        return []
    if document.state == DocumentState.IN_REVIEW:
        newest = latest.recommendation(session, document.id)
        return decisions.alone(session, document, newest, actor) if newest else []
    flags = kept.open_cases(session, document.id) if document.state == DocumentState.DECIDED else []
    why = kept.hindrance(session, flags, actor) if flags else ""
    return [why] if why else []


def _verifications(session: Session, document: Document) -> list[VerificationShown]:
    """How the identities behind the open cases of a return were verified, signer by signer."""
    found = [row for case in kept.open_cases(session, document.id) for row in kept.records(session, case)]
    return [VerificationShown(row.role, _told(row), row.by, row.at) for row in found]


def _told(row: Verification) -> str:
    told = WAYS[Way(row.way)]
    if row.questions_passed is not None:
        told += f" ({row.questions_passed} right)"
    if row.shown is not None:
        told += f" ({row.shown}, {row.pictures} with a picture, {row.government} issued by a government)"
    return told
