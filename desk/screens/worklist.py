"""The work that waits for people, most urgent first; and finding a document.

Within a kind the oldest paper comes first, because a delayed return costs its taxpayer every day.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from desk.delays import backlog
from desk.documents import labels, leases
from desk.documents.leases import Held
from desk.lifecycle import audit, latest, states
from desk.matching import looking
from desk.models import Batch, Delay, Document, Person, Recommendation, Scan, Taxpayer
from desk.models.states import DocumentState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.words import Action, FormKind
from desk.recommendation import proofs
from desk.screens import releases as granting
from desk.system import calendar, crypto

KINDS = {
    "application": "Applications to decide",
    "call": "Identity calls due",
    "return": "Returns to decide",
    "key": "Fields to key",
    "exception": "Not recognized or unreadable",
}
"""The kinds of waiting work, in the order in which they are shown."""
REPLIES = "reply"
"""Decided returns whose taxpayer has not answered in time; they wait for a person, but not for a decision."""
RELEASES = "release"
"""Returns that wait for a second person: a requested release, or a verified flagged return."""
_UNLEASED = (REPLIES, RELEASES)
"""Lists of returns of which some are decided, so that nobody can lease those."""
_NUMBER = re.compile(r"[dD]?0*(\d{1,9})")
SHOWN = 100


class Waits(NamedTuple):
    """How many documents of a kind wait, and since when the oldest one has been here."""

    number: int
    oldest: date | None


@dataclass(frozen=True)
class Row:
    """One document that waits: ``why`` is one plain sentence, ``days`` since it was received."""

    document_id: int
    number: str
    kind: str
    form: str
    received_date: date
    days: int
    state: str
    recommendation: str
    why: str
    supervisor: bool
    who: str
    batch: str
    file: str
    held: Held | None = None


def waiting(session: Session, kind: str | None = None, limit: int = SHOWN) -> list[Row]:
    """Return the documents that wait for a person, oldest first; of one kind of :data:`KINDS` or of another list if
    given.
    """
    first = _waiting(kind).order_by(Document.received_date, Document.id).limit(limit)
    rows = _joined().where(Document.id.in_(first)).order_by(Document.received_date, Document.id)
    found = _rows(session, session.execute(rows).all())
    return _with_days_due(session, found) if kind == REPLIES else found


def total(session: Session, kind: str | None = None) -> int:
    """Return how many documents :func:`waiting` would list without its limit."""
    return session.scalar(_waiting(kind).with_only_columns(func.count())) or 0


def counts(session: Session) -> dict[str, Waits]:
    """Return how many documents wait, by kind of :data:`KINDS`; 0 for kinds with none."""
    rows = session.execute(
        select(Document.state, Document.kind, Document.recommendation, func.count(), func.min(Document.received_date))
        .where(Document.state.in_(states.OPEN))
        .group_by(Document.state, Document.kind, Document.recommendation)
    )
    numbers: Counter[str] = Counter()
    oldest: dict[str, date] = {}
    for state, kind, recommendation, number, first in rows:
        here = _kind(state, kind, recommendation)
        numbers[here] += number
        oldest[here] = min(first, oldest.get(here, first))
    return {kind: Waits(numbers[kind], oldest.get(kind)) for kind in KINDS}


def after(
    session: Session,
    document_id: int | None = None,
    kind: str | None = None,
    free: ColumnElement[bool] | None = None,
) -> int | None:
    """Return the document to work on next: the one after ``document_id`` in the list, otherwise the most urgent.

    Boxes to key are left out, because they are keyed one after the other on their own page. ``free`` limits it to
    documents that a person can open now (:func:`take_next`).
    """
    rows = _waiting(kind).order_by(Document.received_date, Document.id)
    if free is not None:
        rows = rows.where(free)
    if kind is None:
        rows = rows.where((Document.recommendation != Action.KEY) | (Document.kind == FormKind.PIN_APPLICATION))
    here = session.get(Document, document_id) if document_id is not None else None
    if here is None:
        return _first(session, rows)
    behind = tuple_(Document.received_date, Document.id) > (here.received_date, here.id)
    return _first(session, rows.where(behind)) or _first(session, rows.where(Document.id != here.id))


def take_next(office: Office, actor: Actor, here: int | None = None, kind: str | None = None) -> int | None:
    """Lease the next document (see :func:`after`) that nobody else has open, and release ``here``; return its id.

    Others skip what a supervisor must decide; an approval is skipped by the person who recorded the proof, and a return
    by the person who requested its release.
    """
    works = accounts.may(actor.role, "decide") and kind not in _UNLEASED
    proved = (Document.recommendation == Action.APPROVE) & proofs.proved_by(actor.name)
    free = leases.free_for(actor) & ~proved & ~granting.beyond(actor)
    if not accounts.may(actor.role, "supervise"):
        free &= ~_supervised()
    with office.database.transaction() as session:
        found = after(session, here, kind, free)
        while works and found is not None and not leases.seize(session, office, found, actor):
            found = after(session, here, kind, free)
        if here is not None and here != found:
            leases.leave(session, here, actor)
        if found is not None:
            audit.record(session, actor.name, looking.GIVEN, "document", found)
        return found


def find(office: Office, text: str, actor: Actor) -> list[Row]:
    """Return documents by number (D0000123) or by a taxpayer's number; the search is recorded, but not its text."""
    digits = tin_of(text)
    with office.database.transaction() as session:
        rows = _by_tin(digits) if digits else _by_number(text.strip())
        found = session.execute(rows.order_by(Document.id.desc()).limit(SHOWN)).all() if rows is not None else []
        how = "taxpayer number" if digits else "document number"
        people = looking.of_documents(session, [row.Document.id for row in found])
        looking.note(session, actor, looking.SEARCHED, "document", None, people, by=how, found=len(found))
        return _rows(session, found)


def tin_of(text: str) -> str:
    """Return the nine digits of the taxpayer number that was typed, or ""."""
    digits = re.sub(r"[\s-]", "", text)
    return digits if len(digits) == 9 and digits.isdigit() else ""


def _supervised() -> ColumnElement[bool]:
    """Documents whose newest recommendation only a supervisor may follow; anybody may call or key."""
    mine = select(func.max(Recommendation.id)).where(Recommendation.document_id == Document.id)
    newest = Recommendation.id == mine.correlate(Document).scalar_subquery()
    risky = select(Recommendation.id).where(newest, Recommendation.supervisor)
    return risky.correlate(Document).exists() & Document.recommendation.not_in((Action.CALL, Action.KEY))


def _first(session: Session, rows: Select) -> int | None:
    return session.scalar(rows.limit(1))


def _open() -> Select:
    """The ids of the documents that wait: narrow rows, which the database orders by its index alone."""
    return select(Document.id).where(Document.state.in_(states.OPEN))


def _waiting(kind: str | None) -> Select:
    if kind == RELEASES:
        return select(Document.id).where(granting.waiting())
    if kind == REPLIES:
        return select(Document.id).where(Document.id.in_(select(Delay.document_id).where(backlog.late())))
    return _narrow(_open(), kind)


def _with_days_due(session: Session, rows: list[Row]) -> list[Row]:
    """What each row waits for, instead of the recommendation at the time of its decision."""
    here = Delay.document_id.in_([row.document_id for row in rows])
    due = select(Delay.document_id, func.min(Delay.reply_due)).where(here, backlog.late()).group_by(Delay.document_id)
    days = dict(session.execute(due).all())
    told = {number: f"The answer was due on {calendar.written(day)}." for number, day in days.items() if day}
    return [replace(row, why=told.get(row.document_id, "No answer came.")) for row in rows]


def _joined() -> Select:
    return (
        select(Document, Scan.file_name, Batch.name)
        .join(Scan, Document.scan_id == Scan.id)
        .join(Batch, Scan.batch_id == Batch.id)
    )


def _kind(state: str, kind: str | None, recommendation: str | None) -> str:
    """The kind of work for a document; :func:`_narrow` is the same rule for the database."""
    if state == DocumentState.EXCEPTION or kind is None:
        return "exception"
    if kind == FormKind.PIN_APPLICATION:
        return "call" if recommendation == Action.CALL else "application"
    return "key" if recommendation == Action.KEY else "return"


def _narrow(rows: Select, kind: str | None) -> Select:
    known = (Document.state == DocumentState.IN_REVIEW) & Document.kind.is_not(None)
    calls, keys = Document.recommendation == Action.CALL, Document.recommendation == Action.KEY
    conditions = {
        "exception": ~known,
        "call": known & (Document.kind == FormKind.PIN_APPLICATION) & calls,
        "application": known & (Document.kind == FormKind.PIN_APPLICATION) & ~calls,
        "key": known & (Document.kind == FormKind.TAX_RETURN) & keys,
        "return": known & (Document.kind == FormKind.TAX_RETURN) & ~keys,
    }
    return rows.where(conditions[kind]) if kind in conditions else rows


def _by_number(text: str) -> Select | None:
    found = _NUMBER.fullmatch(text)
    return _joined().where(Document.id == int(found[1])) if found else None


def _by_tin(digits: str) -> Select:
    named = (
        select(Person.document_id)
        .join(Taxpayer, Person.taxpayer_id == Taxpayer.id)
        .where(Taxpayer.tin_index == crypto.ring().tin_index(digits))
    )
    return _joined().where(Document.id.in_(named))


def _rows(session: Session, found: Sequence) -> list[Row]:
    numbers = [document.id for document, _, _ in found]
    advices, people = latest.recommendations(session, numbers), _people(session, numbers)
    held, told = leases.holders(session, numbers), granting.told(session, numbers)
    rows = [
        _row(document, file, batch, advices.get(document.id), people.get(document.id, ""), held.get(document.id))
        for document, file, batch in found
    ]
    return [replace(row, why=told.get(row.document_id, row.why)) for row in rows]


def _people(session: Session, numbers: list[int]) -> dict[int, str]:
    """The matched taxpayers of each document, primary before spouse."""
    rows = session.execute(
        select(Person.document_id, Taxpayer)
        .join(Taxpayer, Person.taxpayer_id == Taxpayer.id)
        .where(Person.document_id.in_(numbers))
        .order_by(Person.document_id, Person.role)
    )
    found: dict[int, str] = {}
    for number, person in rows:
        found[number] = f"{found[number]}, {person.name}" if number in found else person.name
    return found


def _row(document: Document, file: str, batch: str, advice: Recommendation | None, who: str, held) -> Row:
    action = document.recommendation or Action.REVIEW
    return Row(
        document_id=document.id,
        number=document.number,
        kind=_kind(document.state, document.kind, document.recommendation),
        form=labels.form(document.form, document.revision, document.kind),
        received_date=document.received_date,
        days=(calendar.today() - document.received_date).days,
        state=document.state,
        recommendation=action,
        why=why(action, advice.reasons if advice else [], advice.keys if advice else []),
        supervisor=bool(advice and advice.supervisor),
        who=who,
        batch=batch,
        file=file,
        held=held,
    )


def why(action: str, reasons: list[str], keys: list[dict]) -> str:
    """Return the first reason; a box that must be keyed blind says nothing before that."""
    if keys:
        named = " and ".join(dict.fromkeys(labels.caption(key["field"]) for key in keys))
        return f"To be keyed blind: {named}."
    return reasons[0] if reasons else "A person must look at this paper."
