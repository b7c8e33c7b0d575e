"""Who has a document open: a lease that the page keeps alive, so that two people never work on the same document.

A lease has a token, like a reader's: a page that was left late cannot give back what another page
of the same person holds. A lease that nobody renews runs out by itself; taking one over from
somebody who still works is recorded.
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
    """Who has a document open and since when; ``token`` is told to the holder's own page only."""

    by: str
    since: datetime
    token: str = ""


def take(office: Office, document_id: int, actor: Actor, token: str = "") -> Held | None:
    """Lease a document for ``actor``, or renew the lease; the answer is who holds it now.

    ``token`` renews the same page's lease. ``None``: nobody can hold it, because it waits for no decision.
    """
    with office.database.transaction() as session:
        if not _leasable(session, document_id, actor):
            return None
        other = holder(session, document_id)
        if other is not None and other.by != actor.name:
            return other
        return _lease(session, office, document_id, actor, token)


def take_over(office: Office, document_id: int, actor: Actor) -> Held | None:
    """Take over a document that another person has open; the audit trail records from whom."""
    with office.database.transaction() as session:
        if not _leasable(session, document_id, actor):
            return None
        other = holder(session, document_id)
        if other is not None and other.by != actor.name:
            audit.record(session, actor.name, "document.taken_over", "document", document_id, holder=other.by)
            end(session, document_id)
        return _lease(session, office, document_id, actor, "")


def seize(session: Session, office: Office, document_id: int, actor: Actor) -> bool:
    """Lease a document in a transaction at hand; False when somebody else was faster."""
    if not _leasable(session, document_id, actor):
        return False
    other = holder(session, document_id)
    if other is not None and other.by != actor.name:
        return False
    _lease(session, office, document_id, actor, "")
    return True


def release(office: Office, document_id: int, actor: Actor, token: str) -> None:
    """Release a document when its page is closed; does nothing if another page has the lease by now."""
    with office.database.transaction() as session:
        mine = (Lease.document_id == document_id, Lease.by == actor.name, Lease.token == token)
        session.execute(delete(Lease).where(*mine))


def leave(session: Session, document_id: int, actor: Actor) -> None:
    """Give a document back in a transaction at hand, whichever page of this person holds it."""
    session.execute(delete(Lease).where(Lease.document_id == document_id, Lease.by == actor.name))


def holder(session: Session, document_id: int) -> Held | None:
    """Who has a document open now."""
    return holders(session, [document_id]).get(document_id)


def holders(session: Session, document_ids: list[int]) -> dict[int, Held]:
    """Who has which of these documents open now."""
    rows = select(Lease).where(Lease.document_id.in_(document_ids), Lease.until > calendar.ticks())
    return {row.document_id: Held(row.by, row.since) for row in session.scalars(rows)}


def document(session: Session, document_id: int, actor: Actor | None = None) -> Document:
    """A document, its row locked; with ``actor`` only when nobody else has it open."""
    found = db.get(session, Document, document_id, "there is no such document", lock=True)
    if actor is not None:
        demand(session, document_id, actor)
    return found


def demand(session: Session, document_id: int, actor: Actor) -> None:
    """Refuse a change by somebody while another person has the document open: :class:`errors.HeldByOther`."""
    other = holder(session, document_id)
    if other is not None and other.by != actor.name:
        raise errors.HeldByOther(
            f"{other.by} has this open since {calendar.told(other.since)}: wait, or take it over first"
        )


def end(session: Session, document_id: int) -> None:
    """A decided document is held by nobody."""
    session.execute(delete(Lease).where(Lease.document_id == document_id))


def free_for(actor: Actor) -> ColumnElement[bool]:
    """Documents that nobody else holds, as a condition for the worklist."""
    others = select(Lease.document_id).where(Lease.by != actor.name, Lease.until > calendar.ticks())
    return Document.id.not_in(others)


def _leasable(session: Session, document_id: int, actor: Actor) -> bool:
    """Whether this person may hold the document now; its row is locked, so that leases take turns."""
    return document(session, document_id).state in states.OPEN and accounts.may(actor.role, "decide")


def _lease(session: Session, office: Office, document_id: int, actor: Actor, token: str) -> Held:
    """Renew the person's own lease (its beginning stays), or begin one; dead ones are swept on the way."""
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
