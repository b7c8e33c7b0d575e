"""Every stored file that the record names: scans, images of pages, print files, kept reports."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import KeptReport, MailBatch, Page, Scan, numbers


class Blob(NamedTuple):
    """A file in the store, by its key, and the row that names it, as people call it."""

    key: str
    subject: str


def named(session: Session) -> Iterator[Blob]:
    """Yield each stored file that a row names, scans first."""
    for number, key in session.execute(select(Scan.id, Scan.blob).order_by(Scan.id)):
        yield Blob(key, f"scan {number}")
    rows = select(Page.scan_id, Page.number, Page.blob).order_by(Page.scan_id, Page.number)
    for scan, number, key in session.execute(rows):
        yield Blob(key, f"page {number} of scan {scan}")
    for number, key in session.execute(select(MailBatch.id, MailBatch.blob).order_by(MailBatch.id)):
        if key is not None:
            yield Blob(key, f"print batch {numbers.print_batch(number)}")
    for name, day, blobs in session.execute(select(KeptReport.name, KeptReport.as_of, KeptReport.blobs)):
        for key in blobs.values():
            yield Blob(key, f"report {name} of {day}")


def is_named(session: Session, key: str) -> bool:
    """Whether a scan, a page, or a print batch names this stored file."""
    return any(
        session.scalar(select(column).where(column == key).limit(1))
        for column in (Scan.blob, Page.blob, MailBatch.blob)
    )
