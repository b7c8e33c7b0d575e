"""Batches as the mailroom sees them: what came in together, and how far each scan has come."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.models import Batch, Document, Page, Scan

_WAITING = ("received", "reading")


@dataclass(frozen=True)
class BatchShown:
    """One batch and its control figures; ``files`` = ``read`` + ``reading`` + ``exceptions``."""

    id: int
    name: str
    received_date: date
    operator: str
    created_at: datetime
    closed: bool
    files: int
    read: int
    reading: int
    exceptions: int
    pages: int
    documents: int
    decided: int


@dataclass(frozen=True)
class ScanShown:
    """One file of a batch: where it is, and the documents that were found in it."""

    id: int
    file: str
    size: int
    state: str
    pages: int
    documents: list[tuple[int, str]]
    trouble: str


def listed(session: Session, limit: int = 50) -> list[BatchShown]:
    """The newest batches with their figures."""
    rows = session.scalars(select(Batch).order_by(Batch.id.desc()).limit(limit)).all()
    numbers = [row.id for row in rows]
    files, pages, documents = _files(session, numbers), _pages(session, numbers), _documents(session, numbers)
    return [_shown(row, files.get(row.id, {}), pages.get(row.id, 0), documents.get(row.id, (0, 0))) for row in rows]


def scans(session: Session, batch_id: int) -> tuple[Batch, list[ScanShown]]:
    """One batch and its files in the order of arrival; :class:`errors.NotFound`."""
    batch = session.get(Batch, batch_id)
    if batch is None:
        raise errors.NotFound("there is no such batch")
    rows = session.scalars(select(Scan).where(Scan.batch_id == batch_id).order_by(Scan.id)).all()
    return batch, [_scan(row) for row in rows]


def _scan(row: Scan) -> ScanShown:
    documents = [(one.id, one.number) for one in row.documents]
    return ScanShown(
        row.id, row.file_name, row.size, row.state, len(row.pages), documents, row.error_message or ""
    )


def _files(session: Session, numbers: list[int]) -> dict[int, dict[str, int]]:
    rows = session.execute(
        select(Scan.batch_id, Scan.state, func.count())
        .where(Scan.batch_id.in_(numbers))
        .group_by(Scan.batch_id, Scan.state)
    )
    found: dict[int, dict[str, int]] = {}
    for batch, state, count in rows:
        found.setdefault(batch, {})[state] = count
    return found


def _pages(session: Session, numbers: list[int]) -> dict[int, int]:
    rows = select(Scan.batch_id, func.count(Page.id)).join(Page, Page.scan_id == Scan.id)
    found = session.execute(rows.where(Scan.batch_id.in_(numbers)).group_by(Scan.batch_id))
    return {batch: count for batch, count in found}


def _documents(session: Session, numbers: list[int]) -> dict[int, tuple[int, int]]:
    decided = func.sum(case((Document.state.in_(("decided", "closed")), 1), else_=0))
    rows = session.execute(
        select(Scan.batch_id, func.count(Document.id), decided)
        .join(Document, Document.scan_id == Scan.id)
        .where(Scan.batch_id.in_(numbers))
        .group_by(Scan.batch_id)
    )
    return {batch: (count, done) for batch, count, done in rows}


def _shown(row: Batch, files: dict[str, int], pages: int, documents: tuple[int, int]) -> BatchShown:
    return BatchShown(
        id=row.id,
        name=row.name,
        received_date=row.received_date,
        operator=row.operator,
        created_at=row.created_at,
        closed=row.closed_at is not None,
        files=sum(files.values()),
        read=files.get("read", 0),
        reading=sum(files.get(state, 0) for state in _WAITING),
        exceptions=files.get("exception", 0),
        pages=pages,
        documents=documents[0],
        decided=documents[1],
    )
