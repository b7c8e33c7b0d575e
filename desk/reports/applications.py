"""The applications report: the status of every PIN application, and whether approvals and ledger agree."""

from collections import Counter
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.delays import aging
from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import ApplicationEvent, Call, Decision, LedgerEntry, numbers
from desk.models.states import ApplicationState, LedgerKind
from desk.program.words import Action, FormKind
from desk.reports import period
from desk.reports.table import Column, Control, Report, compare, crosstab
from desk.system import calendar

NAME = "applications"
TITLE = "PIN applications"
COLUMNS = (
    Column("document", "Document"),
    Column("batch", "Batch"),
    Column("site", "Site"),
    Column("form", "Form"),
    Column("received_date", "Received", "date"),
    Column("days", "Days", "number"),
    Column("state", "State"),
    Column("since", "Since", "date"),
    Column("recommended", "Recommended"),
    Column("calls", "Calls", "number"),
)
_ISSUED = (ApplicationState.ISSUED, ApplicationState.MAILED)
_ENDED = (ApplicationState.MAILED, ApplicationState.REJECTED, ApplicationState.WITHDRAWN)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for applications received from ``first`` to ``last``."""
    every = [paper for paper in history.papers(session, as_of) if paper.kind == FormKind.PIN_APPLICATION]
    found = [paper for paper in every if period.holds(paper.received_date, first, last)]
    calls = _calls(session, as_of)
    rows = [_row(paper, as_of, calls[paper.document_id]) for paper in found]
    states = crosstab("State by age", "State", [(row[6], aging.bucket(row[5])) for row in rows], aging.NAMES)
    waiting = sum(_state(paper) not in _ENDED for paper in found)
    notes = (f"{len(rows):,} applications, {waiting:,} of them not ended.",)
    return Report(NAME, TITLE, as_of, COLUMNS, rows, (_control(session, as_of, every),), notes, (states,))


def _state(paper: Paper) -> str:
    return paper.application.state if paper.application else ApplicationState.OPEN


def _row(paper: Paper, as_of: date, calls: int) -> tuple:
    event: ApplicationEvent | None = paper.application
    advised = paper.advice.action if paper.advice else ""
    return (
        paper.number, paper.batch, paper.site, paper.form, paper.received_date, (as_of - paper.received_date).days,
        _state(paper).replace("_", " "), event.on if event else paper.entered, advised, calls,
    )  # fmt: skip


def _calls(session: Session, as_of: date) -> Counter:
    rows = select(Call.document_id, func.count()).where(Call.at <= calendar.end_of(as_of)).group_by(Call.document_id)
    return Counter(dict(session.execute(rows).all()))


def _control(session: Session, as_of: date, papers: list[Paper]) -> Control:
    """Applications whose PIN is issued = those with a number in the ledger that nobody revoked.

    Undoing an approval revokes its number. If that happens after the number's year, the number is expired, and only the
    undone approval shows that it no longer counts.
    """
    issued = {paper.document_id for paper in papers if _state(paper) in _ISSUED}
    held = _held(session, as_of)
    text = "applications issued = issued in the ledger − revoked − handed back"
    return compare(text, len(issued), len(held), lambda: map(numbers.document, issued ^ held))


def _held(session: Session, as_of: date) -> set[int]:
    """Documents with an unrevoked number that was issued for them, under an approval that is in force."""
    until = calendar.end_of(as_of)
    revoked = select(LedgerEntry.ip_pin_id).where(LedgerEntry.kind == LedgerKind.REVOKE, LedgerEntry.on <= as_of)
    undone = select(Decision.id).where(
        Decision.document_id == LedgerEntry.document_id,
        Decision.action == Action.APPROVE,
        Decision.at <= LedgerEntry.at,
        Decision.undone_at.between(LedgerEntry.at, until),
    )
    entries = select(LedgerEntry.document_id).where(
        LedgerEntry.kind == LedgerKind.ISSUE,
        LedgerEntry.on <= as_of,
        LedgerEntry.document_id.is_not(None),
        LedgerEntry.reason != "replacement",
        LedgerEntry.ip_pin_id.not_in(revoked),
        ~undone.exists(),
    )
    return {number for number in session.scalars(entries.distinct()) if number is not None}
