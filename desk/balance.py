"""Whether every page of a batch is accounted for: in = stored + blanks + sheets + replaced + rejected.

Pages in are those that a file says it has, before anything is read; the others are counted one by one among what was
kept. A file that cannot be read has no pages until somebody counts its paper.
"""

from collections import defaultdict
from dataclasses import astuple, dataclass, fields, replace
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.models import Batch, Document, Page, Refusal, Scan

SHEETS = ("cover", "separator")
_WAITING = ("received", "reading")


@dataclass(frozen=True)
class Count:
    """Pages of a scan or of a batch by what became of them; ``stored`` are those in documents that stand."""

    came: int = 0
    stored: int = 0
    blanks: int = 0
    sheets: int = 0
    replaced: int = 0
    rejected: int = 0

    @property
    def difference(self) -> int:
        """Pages in without those that are accounted for; 0 balances."""
        return self.came - (self.stored + self.blanks + self.sheets + self.replaced + self.rejected)

    def __add__(self, other: "Count") -> "Count":
        return Count(*(one + two for one, two in zip(astuple(self), astuple(other), strict=True)))


@dataclass(frozen=True)
class Balance:
    """A batch's pages, and each reason in words why it does not balance."""

    pages: Count
    expected: int | None
    troubles: list[str]

    def totals(self) -> dict[str, int]:
        """The figures by name, for the record of the closing."""
        return {one.name: getattr(self.pages, one.name) for one in fields(Count)}


def of(session: Session, batch: Batch) -> Balance:
    """How a batch stands now."""
    scans = session.scalars(select(Scan).where(Scan.batch_id == batch.id).order_by(Scan.id)).all()
    refused = session.scalars(select(Refusal).where(Refusal.batch_id == batch.id)).all()
    counts = by_scan(session, scans)
    total = sum(counts.values(), Count())
    refusals = sum(row.pages or 0 for row in refused)
    total = replace(total, came=total.came + refusals, rejected=total.rejected + refusals)
    troubles = [*_of_scans(scans, counts), *_of_refusals(refused), *_of_count(batch.expected_pages, total)]
    return Balance(total, batch.expected_pages, troubles)


def by_scan(session: Session, scans: list[Scan]) -> dict[int, Count]:
    """The pages of each scan."""
    kept = _kept(session, [scan.id for scan in scans])
    return {scan.id: _count(scan, kept[scan.id]) for scan in scans}


def read_and_kept(session: Session, until: datetime) -> tuple[int, int]:
    """Of the files read by a moment: the pages that they say they have, and the pages that were kept of them."""
    came = session.scalar(select(func.sum(Scan.page_count)).where(Scan.read_at <= until)) or 0
    kept = select(func.count(Page.id)).join(Scan, Page.scan_id == Scan.id).where(Scan.read_at <= until)
    return came, session.scalar(kept) or 0


def _kept(session: Session, numbers: list[int]) -> dict[int, dict[str, int]]:
    """Kept pages by scan and use; those of a document that was scanned again are replaced."""
    gone = Document.replaced_by_id.is_not(None)
    rows = session.execute(
        select(Page.scan_id, Page.use, gone, func.count())
        .outerjoin(Document, Page.document_id == Document.id)
        .where(Page.scan_id.in_(numbers))
        .group_by(Page.scan_id, Page.use, gone)
    )
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for scan, use, replaced, number in rows:
        found[scan]["replaced" if replaced else use] += number
    return found


def _count(scan: Scan, kept: dict[str, int]) -> Count:
    came = scan.page_count or 0
    if scan.state == "exception":
        again = any(document.replaced_by_id for document in scan.documents)
        return Count(came, replaced=came) if again else Count(came, rejected=came)
    sheets = sum(kept[use] for use in SHEETS)
    return Count(came, kept["document"], kept["blank"], sheets, kept["replaced"])


def _of_scans(scans: list[Scan], counts: dict[int, Count]) -> list[str]:
    troubles = []
    reading = sum(scan.state in _WAITING for scan in scans)
    if reading:
        troubles.append(f"{_number(reading, 'file is', 'files are')} still being read")
    for scan in scans:
        if uncounted(scan):
            troubles.append(f"the file {scan.file_name} cannot be read: scan its paper again, or count its pages")
        elif scan.state == "read" and counts[scan.id].difference:
            missing = _number(abs(counts[scan.id].difference), "page is", "pages are")
            troubles.append(f"{missing} not accounted for in {scan.file_name}")
    return troubles


def uncounted(scan: Scan) -> bool:
    """Whether the paper of an unreadable file is neither scanned again nor counted."""
    again = any(document.replaced_by_id for document in scan.documents)
    return scan.state == "exception" and not again and scan.settled_by is None


def _of_refusals(refused: list[Refusal]) -> list[str]:
    return [
        f"the file {row.file_name} was not taken in: say how many pages it stands for" for row in refused if row.pages is None
    ]


def _of_count(expected: int | None, total: Count) -> list[str]:
    """The count by hand against what there is: written pages, each once however often it was scanned."""
    written = total.stored + total.rejected
    if expected is None or expected == written:
        return []
    return [f"{_number(expected, 'page was', 'pages were')} counted by hand, but there are {written}"]


def _number(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
