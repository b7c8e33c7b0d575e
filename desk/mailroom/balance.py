"""The balance of a batch: pages in = stored + blanks + sheets + replaced + rejected.

"Pages in" is the page count that each file states before it is read; the others are counted page by page among the
stored pages. A file that cannot be read has no pages until a person counts its paper.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.models import Batch, Document, Page, Refusal, Scan
from desk.models.states import ScanState

SHEETS = ("cover", "separator")
_WAITING = (ScanState.RECEIVED, ScanState.READING)


@dataclass(frozen=True)
class Count:
    """The pages of a scan or a batch by outcome; ``stored`` counts those in documents that were not replaced."""

    came: int = 0
    stored: int = 0
    blanks: int = 0
    sheets: int = 0
    replaced: int = 0
    rejected: int = 0

    @property
    def difference(self) -> int:
        """Pages in minus pages accounted for; 0 means balanced."""
        return self.came - (self.stored + self.blanks + self.sheets + self.replaced + self.rejected)

    def __add__(self, other: "Count") -> "Count":
        return Count(
            self.came + other.came,
            self.stored + other.stored,
            self.blanks + other.blanks,
            self.sheets + other.sheets,
            self.replaced + other.replaced,
            self.rejected + other.rejected,
        )


@dataclass(frozen=True)
class Balance:
    """The pages of a batch and of each scan in it, and the reasons in words why the batch does not balance.

    ``uncounted``: the unreadable scans whose paper was neither scanned again nor counted.
    """

    pages: Count
    scans: dict[int, Count]
    uncounted: set[int]
    troubles: list[str]

    def totals(self) -> dict[str, int]:
        """Return the figures by name, to record them when the batch is closed."""
        return {one.name: getattr(self.pages, one.name) for one in fields(Count)}


class _File(NamedTuple):
    """The facts about a scan that the balance needs; ``again``: its paper was scanned again."""

    id: int
    name: str
    state: str
    came: int
    settled: bool
    again: bool


def count(session: Session, batch: Batch) -> Balance:
    """Return the current balance of a batch."""
    files, kept = _files(session, batch.id), _kept(session, batch.id)
    counts = {file.id: _count(file, kept[file.id]) for file in files}
    refused = session.scalars(select(Refusal).where(Refusal.batch_id == batch.id)).all()
    refusals = sum(row.pages or 0 for row in refused)
    total = sum(counts.values(), Count(came=refusals, rejected=refusals))
    lost = {file.id for file in files if file.state == ScanState.EXCEPTION and not file.again and not file.settled}
    troubles = [*_of_files(files, counts, lost), *_of_refusals(refused), *_of_count(batch.expected_pages, total)]
    return Balance(total, counts, lost, troubles)


def read_and_kept(session: Session, until: datetime) -> tuple[int, int]:
    """Return two page counts for the files read by ``until``: pages that the files state, and pages stored."""
    came = session.scalar(select(func.sum(Scan.page_count)).where(Scan.read_at <= until)) or 0
    kept = select(func.count(Page.id)).join(Scan, Page.scan_id == Scan.id).where(Scan.read_at <= until)
    return came, session.scalar(kept) or 0


def uneven(session: Session, until: datetime) -> list[str]:
    """Return the names ("file 3") of scans read by ``until`` with more or fewer stored pages than their files state."""
    kept = select(func.count(Page.id)).where(Page.scan_id == Scan.id).correlate(Scan).scalar_subquery()
    rows = select(Scan.id).where(Scan.read_at <= until, func.coalesce(Scan.page_count, 0) != kept)
    return [f"file {number}" for number in session.scalars(rows.order_by(Scan.id))]


def _files(session: Session, batch_id: int) -> list[_File]:
    mine = Scan.batch_id == batch_id
    replaced = select(Document.scan_id).join(Scan, Document.scan_id == Scan.id)
    again = set(session.scalars(replaced.where(mine, Document.replaced_by_id.is_not(None))))
    columns = (Scan.id, Scan.file_name, Scan.state, Scan.page_count, Scan.settled_by)
    return [
        _File(number, name, state, came or 0, settled is not None, number in again)
        for number, name, state, came, settled in session.execute(select(*columns).where(mine).order_by(Scan.id))
    ]


def _kept(session: Session, batch_id: int) -> dict[int, dict[str, int]]:
    """Stored pages by scan and use; the pages of a document that was scanned again count as replaced."""
    gone = Document.replaced_by_id.is_not(None)
    rows = session.execute(
        select(Page.scan_id, Page.use, gone, func.count())
        .join(Scan, Page.scan_id == Scan.id)
        .outerjoin(Document, Page.document_id == Document.id)
        .where(Scan.batch_id == batch_id)
        .group_by(Page.scan_id, Page.use, gone)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for scan, use, replaced, number in rows:
        found[scan]["replaced" if replaced else use] += number
    return found


def _count(file: _File, kept: dict[str, int]) -> Count:
    if file.state == ScanState.EXCEPTION:
        return Count(file.came, replaced=file.came) if file.again else Count(file.came, rejected=file.came)
    sheets = sum(kept[use] for use in SHEETS)
    return Count(file.came, kept["document"], kept["blank"], sheets, kept["replaced"])


def _of_files(files: list[_File], counts: dict[int, Count], lost: set[int]) -> list[str]:
    troubles = []
    reading = sum(file.state in _WAITING for file in files)
    if reading:
        troubles.append(f"{_number(reading, 'file is', 'files are')} still being read")
    for file in files:
        if file.id in lost:
            troubles.append(f"the file {file.name} cannot be read: scan its paper again, or count its pages")
        elif file.state == ScanState.READ and counts[file.id].difference:
            missing = _number(abs(counts[file.id].difference), "page is", "pages are")
            troubles.append(f"{missing} not accounted for in {file.name}")
    return troubles


def _of_refusals(refused: Sequence[Refusal]) -> list[str]:
    waiting = [row.file_name for row in refused if row.pages is None]
    return [f"the file {name} was not taken in: say how many pages it stands for" for name in waiting]


def _of_count(expected: int | None, total: Count) -> list[str]:
    """Compare the hand count with the written pages; a page that was scanned again counts once."""
    written = total.stored + total.rejected
    if expected is None or expected == written:
        return []
    return [f"{_number(expected, 'page was', 'pages were')} counted by hand, but there are {written}"]


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
