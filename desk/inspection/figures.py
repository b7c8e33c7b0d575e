"""Checks of what was counted: batches, control totals of reports, print batches."""

from collections.abc import Iterator

from sqlalchemy import func, select

from desk.inspection.finding import Finding
from desk.mailroom import balance
from desk.models import AuditEvent, Batch, MailBatch, Printing
from desk.models.states import PrintBatchState
from desk.office.opening import Office
from desk.reports import alarms


def batches(office: Office) -> Iterator[Finding]:
    """Closed batches whose pages no longer are those that were counted when they were closed."""
    closed = select(Batch).where(Batch.closed_at.is_not(None)).order_by(Batch.id)
    with office.database.reading() as session:
        for batch in session.scalars(closed):
            events = select(AuditEvent.details).where(
                AuditEvent.action == "batch.closed", AuditEvent.subject == "batch", AuditEvent.subject_id == batch.id
            )
            counted = session.scalar(events.order_by(AuditEvent.id.desc()).limit(1))
            now = balance.count(session, batch)
            if counted is None or counted["came"] != now.pages.came or now.pages.difference:
                wrong = "its pages are not those that were counted when it was closed"
                todo = "compare the paper with its pages (Batches), and restore what is missing from a backup"
                yield Finding("batch.changed", f"batch {batch.id}", wrong, todo)


def control_totals(office: Office) -> Iterator[Finding]:
    """Control totals of the newest nightly reports that do not balance and that nobody has settled."""
    with office.database.reading() as session:
        for alarm in alarms.ringing(session):
            wrong = f"{alarm.control}: {alarm.left:,} against {alarm.right:,}"
            todo = "look at its rows on Delayed and reports; two people settle it"
            yield Finding("report.unbalanced", f"report {alarm.report} of {alarm.as_of}", wrong, todo)


def print_batches(office: Office) -> Iterator[Finding]:
    """Released print batches with other letters than those on their manifest."""
    rows = select(MailBatch, func.count(Printing.id)).outerjoin(Printing).group_by(MailBatch.id)
    released = MailBatch.state.in_((PrintBatchState.RELEASED, PrintBatchState.CONFIRMED))
    with office.database.reading() as session:
        for batch, letters in session.execute(rows.where(released)):
            if batch.totals.get("letters", letters) != letters:
                wrong = f"its manifest counts {batch.totals['letters']} letters, the record {letters}"
                todo = "do not mail it; compare the paper with the manifest, and tell the security officer"
                yield Finding("print_batch.changed", f"print batch {batch.number}", wrong, todo)
