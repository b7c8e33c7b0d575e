"""The delayed report: every return not yet released, oldest first (domain.md 4.5)."""

from datetime import date

from sqlalchemy.orm import Session

from desk import delays
from desk.reports.table import Column, Report

NAME = "delayed"
COLUMNS = (
    Column("document", "Document"),
    Column("file", "File"),
    Column("batch", "Batch"),
    Column("form", "Form"),
    Column("received_date", "Received", "date"),
    Column("days", "Days", "number"),
    Column("bucket", "Aging"),
    Column("reason", "Reason"),
    Column("role", "Signer"),
    Column("state", "State"),
)


def make(session: Session, as_of: date) -> Report:
    """The report as of a day."""
    found = delays.delayed(session, as_of)
    rows = [
        (d.number, d.file, d.batch, d.form, d.received_date, d.days, d.bucket, d.reason, d.role, d.state) for d in found
    ]
    return Report(NAME, "Delayed returns", as_of, COLUMNS, rows, notes=(f"{len(rows)} delayed returns",))
