"""Leases on documents: an open page renews its lease, so that two people never work on the same document.

Each lease has a token, as a reader's lease on a scan has, so that a page that closes late cannot release the lease of
another page of the same person. A lease that is not renewed expires. Taking over a live lease is an audit event.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit, states
from desk.models import Document, Lease
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import calendar, db


@dataclass(frozen=True)
class Held:
    """Who has a document open, and since when; only the holder's own page gets the ``token``."""

    by: str
    since: datetime
    token: str = ""


def take(office: Office, document_id: int, actor: Actor, token: str = "") -> Held | None:
    """Lease a document for ``actor``, or renew the page's lease by its ``token``; return who holds the document now.

    Returns ``None`` if nobody can hold it because no decision is pending.
    """
    with office.database.transaction() as session:
        if not _leasable(session, document_id, actor):
            return None
        other = holder(session, document_id)
        if other is not None and other.by != actor.name:
            return other
        return _lease(session, office, document_id, actor, token)


def take_over(office: Office, document_id: int, actor: Actor) -> Held | None:
    """Take over a document that another person has open; the audit trail records who held it."""
    with office.database.transaction() as session:
        if not _leasable(session, document_id, actor):
            return None
        other = holder(session, document_id)
        if other is not None and other.by != actor.name:
            audit.record(session, actor.name, "document.taken_over", "document", document_id, holder=other.by)
            end(session, document_id)
        return _lease(session, office, document_id, actor, "")


def seize(session: Session, office: Office, document_id: int, actor: Actor) -> bool:
    """Lease a document within the caller's transaction; return False if another person holds it or nobody can."""
    if not _leasable(session, document_id, actor):
        return False
    other = holder(session, document_id)
    if other is not None and other.by != actor.name:
        return False
    _lease(session, office, document_id, actor, "")
    return True


def release(office: Office, document_id: int, actor: Actor, token: str) -> None:
    """Release a document when its page closes; do nothing if another page holds the lease by then."""
    with office.database.transaction() as session:
        mine = (Lease.document_id == document_id, Lease.by == actor.name, Lease.token == token)
        session.execute(delete(Lease).where(*mine))


def leave(session: Session, document_id: int, actor: Actor) -> None:
    """Release a document within the caller's transaction, whichever page of this person holds it."""
    session.execute(delete(Lease).where(Lease.document_id == document_id, Lease.by == actor.name))


def holder(session: Session, document_id: int) -> Held | None:
    """Return who has a document open now, if anyone."""
    return holders(session, [document_id]).get(document_id)


def holders(session: Session, document_ids: list[int]) -> dict[int, Held]:
    """Return who has each of these documents open now; documents that nobody has open are left out."""
    rows = select(Lease).where(Lease.document_id.in_(document_ids), Lease.until > calendar.ticks())
    return {row.document_id: Held(row.by, row.since) for row in session.scalars(rows)}


def document(session: Session, document_id: int, actor: Actor | None = None) -> Document:
    """Load a document and lock its row; with ``actor``, raise :class:`errors.HeldByOther` if another person holds it.

    Raises :class:`errors.NotFound` if there is no such document.
    """
    found = db.get(session, Document, document_id, "there is no such document", lock=True)
    if actor is not None:
        demand(session, document_id, actor)
    return found


def demand(session: Session, document_id: int, actor: Actor) -> None:
    """Raise :class:`errors.HeldByOther` if a person other than ``actor`` has the document open."""
    other = holder(session, document_id)
    if other is not None and other.by != actor.name:
        raise errors.HeldByOther(
            f"{other.by} has this open since {calendar.told(other.since)}: wait, or take it over first"
        )


def end(session: Session, document_id: int) -> None:
    """End any lease on a document, because it is decided."""
    session.execute(delete(Lease).where(Lease.document_id == document_id))


def free_for(actor: Actor) -> ColumnElement[bool]:
    """Return the worklist's condition for documents that no other person holds."""
    others = select(Lease.document_id).where(Lease.by != actor.name, Lease.until > calendar.ticks())
    return Document.id.not_in(others)


def _leasable(session: Session, document_id: int, actor: Actor) -> bool:
    """Whether this person may hold the document now; locks its row, so that two leases cannot start at once."""
    return document(session, document_id).state in states.OPEN and accounts.may(actor.role, "decide")


def _lease(session: Session, office: Office, document_id: int, actor: Actor, token: str) -> Held:
    """Renew the person's own lease, which keeps its start, or begin one; delete expired leases as well."""
    now = calendar.ticks()
    row = session.get(Lease, document_id)
    if row is not None and row.until <= now:
        session.execute(delete(Lease).where(Lease.until <= now))
        session.expire_all()
        row = None
    if row is None:
        row = Lease(document_id=document_id, by=actor.name, since=calendar.now())
        session.add(row)
    row.token = token if token and token == row.token else token_hex(8)
    row.until = now + office.settings.claim_seconds
    session.flush()
    return Held(row.by, row.since, row.token)
