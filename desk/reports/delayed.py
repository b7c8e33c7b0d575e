"""The delayed report: every return that is not released, oldest first (domain.md 4.5).

A return that was flagged for both signers has a line for each. Counts of returns or money count it once.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.delays import aging, flow, refunds
from desk.delays.aging import DelayedReturn
from desk.delays.flow import Week
from desk.documents import locators
from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import Document, numbers
from desk.models.states import DelayCause
from desk.reports import intake, period
from desk.reports.table import Chart, Column, Control, Report, Section, compare, crosstab
from desk.system import calendar

_CAUSES = {
    "": "not yet known",
    DelayCause.IDENTITY: "IP PIN and identity",
    DelayCause.SIGNATURE: "signature missing",
    DelayCause.PAGE: "page missing",
}
NAME = "delayed"
TITLE = "Delayed returns"
COLUMNS = (
    Column("document", "Document"),
    Column("file", "File"),
    Column("batch", "Batch"),
    Column("site", "Site"),
    Column("form", "Form"),
    Column("received_date", "Received", "date"),
    Column("processable_date", "Complete", "date"),
    Column("days", "Days", "number"),
    Column("bucket", "Aging"),
    Column("reason", "Reason"),
    Column("role", "Signer"),
    Column("state", "State"),
    Column("reply_due", "Reply due", "date"),
    Column("refund", "Refund", "money", total=True),
    Column("balance_due", "Balance due", "money", total=True),
    Column("dln", "DLN"),
)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """Return the report as of the end of a day, for returns received from ``first`` to ``last``."""
    papers = history.papers(session, as_of)
    every = aging.among(papers, as_of)
    found = [one for one in every if period.holds(one.received_date, first, last)]
    money = aging.amounts(session, [one.document_id for one in found], as_of)
    places = locators.every(session, as_of)
    counted, delayed = aging.returns(found), aging.returns(every)
    return Report(
        NAME,
        TITLE,
        as_of,
        COLUMNS,
        [_row(one, money.pop(one.document_id, {}), places.get(one.document_id)) for one in found],
        controls=(
            _control(session, papers, as_of, len(delayed)),
            _located(session, as_of),
            *_ties(session, papers, as_of, {one.document_id for one in delayed}),
        ),
        notes=tuple(_notes(counted, len(found))),
        sections=(*_sections(found, counted), _frozen(session, as_of)),
        charts=(_aging_chart(found), _flow_chart(flow.weeks(session, papers, as_of, period.weeks(as_of, first, last)))),
    )


def _row(one: DelayedReturn, money: dict[str, int], locator: str | None) -> tuple:
    return (
        one.number, one.file, one.batch, one.site, one.form, one.received_date, one.processable_date, one.days,
        one.bucket, one.reason, one.role, one.state, one.reply_due, money.get("refund"), money.get("amount_owed"),
        locator,
    )  # fmt: skip


def _control(session: Session, papers: Sequence[Paper], as_of: date, delayed: int) -> Control:
    """Every paper is delayed, has left, or is not a return; all are counted separately from the list's own history."""
    here = Document.created_at <= calendar.end_of(as_of)
    documents = set(session.scalars(select(Document.id).where(Document.received_date <= as_of, here)))
    others = sum(not paper.awaited for paper in papers)
    left = sum(paper.closed for paper in papers if paper.awaited)
    text = "documents = delayed + released or passed on + applications and papers set aside"
    known = {paper.document_id for paper in papers}
    return compare(text, len(documents), delayed + left + others, lambda: map(numbers.document, documents ^ known))


def _located(session: Session, as_of: date) -> Control:
    """Compare every locator number with its batch (domain.md 6.1)."""
    known, sound = locators.numbered(session, as_of), locators.sound(session, as_of)
    text = "locator numbers = those well formed, in a block of their batch, in order"
    return compare(text, len(known), len(sound), lambda: map(numbers.document, known - sound))


def _ties(session: Session, papers: Sequence[Paper], as_of: date, delayed: set[int]) -> tuple[Control, ...]:
    """Stock and flow of the current week, and the pages of all files read (domain.md 4.5)."""
    monday = as_of - timedelta(days=as_of.weekday())
    (week,) = flow.weeks(session, papers, as_of, [(monday, as_of)])
    stock = flow.stock(session, papers, monday - timedelta(days=1))
    return (
        compare(
            "stock before the week + in + taken back - out = delayed",
            stock + week.came + week.back - week.left,
            len(delayed),
            lambda: map(numbers.document, flow.left_open(session, papers, as_of) ^ delayed),
        ),
        intake.pages_kept(session, as_of),
    )


def _notes(papers: Sequence[DelayedReturn], lines: int) -> list[str]:
    if not papers:
        return ["No return is delayed."]
    oldest = papers[0]
    over = sum(one.days > aging.BUCKETS[3][0] for one in papers)
    notes = [
        f"{len(papers):,} delayed {'return' if len(papers) == 1 else 'returns'}, {over:,} of them over 84 days. "
        f"The oldest, {oldest.number}, came in on {oldest.received_date} ({oldest.days:,} days)."
    ]
    if lines > len(papers):
        notes.append(
            f"{lines:,} lines: a return has one for each signer with a finding, and its amounts on the first. "
            "By reason and by signer the lines are counted, by site and by batch the returns."
        )
    return notes


def _sections(lines: Sequence[DelayedReturn], papers: Sequence[DelayedReturn]) -> tuple[Section, ...]:
    groups = (
        ("Aging by cause", "Cause", lambda one: _CAUSES[one.cause], lines),
        ("Aging by reason", "Reason", lambda one: one.reason, lines),
        ("Aging by signer", "Signer", lambda one: one.role or "not yet known", lines),
        ("Aging by site", "Site", lambda one: one.site, papers),
        ("Aging by batch", "Batch", lambda one: one.batch, papers),
    )
    return tuple(
        crosstab(title, heading, [(of(one), one.bucket) for one in counted], aging.NAMES)
        for title, heading, of, counted in groups
    )


def _frozen(session: Session, as_of: date) -> Section:
    """Refunds of released returns that wait for bank data. They delay no return, so nothing above counts them."""
    columns = (
        Column("document", "Document"),
        Column("noticed_on", "CP53E of", "date"),
        Column("days", "Days since", "number"),
        Column("data_due", "Bank data due", "date"),
        Column("check_expected", "Check about", "date"),
    )
    rows = [
        (one.number, one.noticed_on, one.days, one.data_due, one.check_expected)
        for one in refunds.frozen(session, as_of)
    ]
    return Section("Released returns whose refund is frozen for want of bank data", columns, rows)


def _aging_chart(found: Sequence[DelayedReturn]) -> Chart:
    counts = Counter((one.reason, one.bucket) for one in found)
    reasons = [name for name, _ in Counter(one.reason for one in found).most_common()]
    series = {reason: [counts[reason, name] for name in aging.NAMES] for reason in sorted(reasons)}
    return Chart("How long returns have waited, and why", aging.NAMES, series, True, "Days since received")


def _flow_chart(weeks: Sequence[Week]) -> Chart:
    labels = [f"{week.start:%b} {week.start.day}" for week in weeks]
    series = {"came in": [week.came for week in weeks]}
    if [week.came for week in weeks] != [week.entered for week in weeks]:
        series["came in, by day of entry"] = [week.entered for week in weeks]
    if any(week.back for week in weeks):
        series["undone or reopened"] = [week.back for week in weeks]
    series["released or passed on"] = [week.left for week in weeks]
    return Chart("What came in, and what left", labels, series, False, "Week of")
