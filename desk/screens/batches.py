"""Batches as the mailroom sees them: the progress of each file, what to rescan, and whether all pages are there."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, selectinload

from desk.mailroom import balance, batches
from desk.mailroom.balance import Balance, Count
from desk.models import Batch, Document, Page, Refusal, Scan
from desk.models.states import DocumentState, ScanState
from desk.screens import door_words
from desk.screens.door_words import PaperShown, Word

_WAITING = (ScanState.RECEIVED, ScanState.READING)
_FILES = 300
LISTED = 25


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
    """One file: its progress (``done`` of ``total`` pages), its documents, and what to do about its paper.

    ``asks`` is whether the paper of an unreadable file must be rescanned or counted; ``instead`` are the documents for
    which it was scanned.
    """

    id: int
    file: str
    state: str
    done: int
    total: int
    count: Count
    documents: list[PaperShown]
    trouble: str
    words: list[Word]
    asks: bool
    instead: list[str]


@dataclass(frozen=True)
class RefusalShown:
    """A file that was not received, and why; ``pages`` is the number of its pages if somebody has counted them."""

    id: int
    file_name: str
    reason: str
    pages: int | None


@dataclass(frozen=True)
class Head:
    """The head of a batch; ``expected_pages`` were counted by hand."""

    id: int
    name: str
    received_date: date
    operator: str
    expected_pages: int | None
    closed_at: datetime | None
    closed_by: str | None


@dataclass(frozen=True)
class Opened:
    """A batch with everything in it; ``earlier`` is how many older files are not listed."""

    batch: Head
    scans: list[ScanShown]
    refusals: list[RefusalShown]
    balance: Balance
    earlier: int

    @property
    def to_do(self) -> int:
        """How many things must be done about its paper before it is put away."""
        asked = sum(row.pages is None for row in self.refusals)
        return asked + sum(len(scan.words) or scan.asks for scan in self.scans)


def listed(session: Session, before: int | None = None) -> list[BatchShown]:
    """Return batches with their figures, open ones first, then the newest; only those after ``before``."""
    closed = Batch.closed_at.is_not(None)
    ordered = select(Batch).order_by(closed, Batch.id.desc()).limit(LISTED)
    if before is not None:
        older = Batch.id < before
        ordered = ordered.where(closed & older if batches.one(session, before).closed_at else closed | older)
    rows = session.scalars(ordered).all()
    numbers = [row.id for row in rows]
    files, pages, documents = _files(session, numbers), _pages(session, numbers), _documents(session, numbers)
    return [_shown(row, files.get(row.id, {}), pages.get(row.id, 0), documents.get(row.id, (0, 0))) for row in rows]


def opened(session: Session, batch_id: int) -> Opened:
    """Return one batch and its newest files, the last first; raises :class:`errors.NotFound`."""
    batch = batches.one(session, batch_id)
    loaded = (selectinload(Scan.documents), selectinload(Scan.pages))
    rows = select(Scan).where(Scan.batch_id == batch_id).order_by(Scan.id.desc()).options(*loaded)
    scans = session.scalars(rows.limit(_FILES)).all()
    stands = balance.count(session, batch)
    separated = any(page.use == "separator" for scan in scans for page in scan.pages)
    instead = _instead(session, [scan.id for scan in scans])
    found = [_scan(scan, stands, separated, instead.get(scan.id, [])) for scan in scans]
    return Opened(_head(batch), found, _refusals(session, batch_id), stands, len(stands.scans) - len(scans))


def batch_of(session: Session, scan_id: int) -> int | None:
    """Return the batch of a scan."""
    return session.scalar(select(Scan.batch_id).where(Scan.id == scan_id))


def stamp(rows: list[BatchShown], shown: Opened | None) -> str:
    """Return a mark that changes when a page with these must be drawn again; progress inside a file does not count."""
    told = [(row.id, row.closed, row.files, row.read, row.exceptions, row.documents, row.decided) for row in rows]
    if shown:
        told += [(scan.id, scan.state, [each.state for each in scan.documents]) for scan in shown.scans]
        told += [shown.balance.troubles, [(row.id, row.pages) for row in shown.refusals], shown.batch.closed_at]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]


def _head(row: Batch) -> Head:
    return Head(
        id=row.id,
        name=row.name,
        received_date=row.received_date,
        operator=row.operator,
        expected_pages=row.expected_pages,
        closed_at=row.closed_at,
        closed_by=row.closed_by,
    )


def _refusals(session: Session, batch_id: int) -> list[RefusalShown]:
    rows = select(Refusal).where(Refusal.batch_id == batch_id).order_by(Refusal.id.desc())
    return [RefusalShown(row.id, row.file_name, row.reason, row.pages) for row in session.scalars(rows)]


def _scan(row: Scan, stands: Balance, separated: bool, instead: list[str]) -> ScanShown:
    reading, count = row.state in _WAITING, stands.scans[row.id]
    return ScanShown(
        id=row.id,
        file=row.file_name,
        state=row.state,
        done=len(row.progress) if reading else count.came,
        total=row.page_count or 0,
        count=count,
        documents=[door_words.paper(document) for document in row.documents],
        trouble=row.error_message or "",
        words=door_words.sentences(row, separated),
        asks=row.id in stands.uncounted,
        instead=instead,
    )


def _instead(session: Session, numbers: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row in session.scalars(select(Document).where(Document.replaced_by_id.in_(numbers)).order_by(Document.id)):
        if row.replaced_by_id is not None:
            found.setdefault(row.replaced_by_id, []).append(row.number)
    return found


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
    return dict(found.all())


def _documents(session: Session, numbers: list[int]) -> dict[int, tuple[int, int]]:
    decided = func.sum(case((Document.state.in_((DocumentState.DECIDED, DocumentState.CLOSED)), 1), else_=0))
    rows = session.execute(
        select(Scan.batch_id, func.count(Document.id), decided)
        .join(Document, Document.scan_id == Scan.id)
        .where(Scan.batch_id.in_(numbers), Document.replaced_by_id.is_(None))
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
        read=files.get(ScanState.READ, 0),
        reading=sum(files.get(state, 0) for state in _WAITING),
        exceptions=files.get(ScanState.EXCEPTION, 0),
        pages=pages,
        documents=documents[0],
        decided=documents[1],
    )
