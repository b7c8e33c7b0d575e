"""The manifest of a print batch: one line per letter, and control totals; no name and no PIN."""

from sqlalchemy.orm import Session

from desk.mail import print_batches, rendering
from desk.models import Printing
from desk.models.states import PrintingState
from desk.reports.table import Column, Control, Report
from desk.system import calendar

COLUMNS = (
    Column("position", "Position", "number"),
    Column("letter", "Letter"),
    Column("copy", "Copy", "number"),
    Column("kind", "Kind"),
    Column("language", "Language"),
    Column("zip", "ZIP code or country"),
    Column("sheets", "Sheets", "number"),
    Column("state", "State"),
    Column("reason", "Reason"),
)
_ENDED = (PrintingState.SPOILED, PrintingState.MAILED, PrintingState.RETURNED)


def make(session: Session, batch_id: int) -> Report:
    """Return the manifest as a report; desk/reports writes it as CSV or XLSX."""
    batch = print_batches.batch_of(session, batch_id)
    printings = batch.printings
    ended = sum(row.state in _ENDED for row in printings)
    waiting = sum(row.state in (PrintingState.GATHERED, PrintingState.PRINTED) for row in printings)
    controls = [Control("letters = mailed, spoiled or returned + waiting", len(printings), ended + waiting)]
    if batch.totals:
        controls.append(Control("letters in the print file = letters listed", batch.totals["letters"], len(printings)))
        numbers = sum(row.notice_id for row in printings)
        controls.append(Control("sum of letter numbers", batch.totals["number_total"], numbers))
    notes = (
        f"Batch {batch.number}: {batch.state}; prepared by {batch.gathered_by}, released by {batch.released_by or '–'}",
    )
    title = f"Manifest of print batch {batch.number}"
    return Report(
        "manifest", title, calendar.today(), COLUMNS, [_row(one) for one in printings], tuple(controls), notes
    )


def _row(one: Printing) -> tuple:
    notice = one.notice
    place = one.address or rendering.destination(notice)
    code = place.get("country", "").upper() or place["zip"][:5]
    return one.position, notice.number, one.copy, notice.kind, notice.language, code, 1, one.state, one.reason
