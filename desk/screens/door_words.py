"""Tells the mailroom what to do about a file while its paper is still at hand: one plain sentence per action."""

from dataclasses import dataclass

from desk.models import Document, Page, Scan
from desk.models.states import DocumentState, ScanState

FAULTS = {
    "dark": "too dark",
    "pale": "too light",
    "blurred": "blurred",
    "cut_off": "cut off",
    "skewed": "too far askew",
    "damaged": "damaged in the file",
}
_DOCUMENT = {
    "PAGE_MISSING": "a page of this form is missing. Look for it on the table.",
    "PAGE_ORDER": "the pages lie in an order that leaves a doubt. Put them right.",
    "BLANK": "nothing is on this paper. Look whether it lay on its face.",
}
_DROPPED = "{pages} dropped as blank. Look whether that is so."


@dataclass(frozen=True)
class PaperShown:
    """A document at the mailroom; ``replaced_by_id`` is the scan in which its paper was rescanned.

    ``rescan_id`` is the scan that may become that, once it is known to hold the same paper.
    """

    id: int
    number: str
    state: str
    replaced_by_id: int | None
    rescan_id: int | None


@dataclass(frozen=True)
class Word:
    """One sentence, and the document to scan again if that is what it asks for."""

    text: str
    document: PaperShown | None = None


def sentences(scan: Scan, separated: bool) -> list[Word]:
    """Return the sentences about a scan; ``separated``: its batch uses separator sheets."""
    if scan.state not in (ScanState.READ, ScanState.EXCEPTION):
        return [Word(text) for number, _, codes in scan.progress if (text := _page(number, codes))]
    stack = [
        Word(f"Page {one['page']}: {one['message']}")
        for one in scan.findings
        if separated or one["code"] != "SEPARATOR_MISSED"
    ]
    return [*(word for document in scan.documents for word in _document(document, scan.pages)), *stack]


def paper(document: Document) -> PaperShown:
    """Return what the mailroom sees of a document."""
    return PaperShown(document.id, document.number, document.state, document.replaced_by_id, document.rescan_id)


def _document(document: Document, pages: list[Page]) -> list[Word]:
    """The sentences about a document; none if its paper was rescanned or somebody has decided it."""
    if document.replaced_by_id or document.rescan_id or document.state in (DocumentState.DECIDED, DocumentState.CLOSED):
        return []
    mine = [page for page in pages if page.document_id == document.id]
    texts = [text for page in mine if (text := _page(page.number, page.quality))]
    codes = {one["code"] for one in document.reader_findings}
    for code, said in _DOCUMENT.items():
        if code in codes:
            texts.append(f"{_numbers([page.number for page in mine])}: {said}")
    if mine and "PAGE_MISSING" in codes and (blank := _blanks_near(mine, pages)):
        texts.append(_DROPPED.format(pages=f"{_numbers(blank)} {'was' if len(blank) == 1 else 'were'}"))
    return [Word(text, paper(document)) for text in texts]


def _page(number: int, codes: list[str]) -> str:
    said = [FAULTS[code] for code in codes if code in FAULTS]
    return f"Scan page {number} again: {' and '.join(said)}." if said else ""


def _blanks_near(mine: list[Page], pages: list[Page]) -> list[int]:
    """Pages that were dropped as blank between and next to those of a document."""
    near = range(min(page.number for page in mine) - 1, max(page.number for page in mine) + 2)
    return [page.number for page in pages if page.use == "blank" and page.number in near]


def _numbers(numbers: list[int]) -> str:
    if not numbers:
        return "This paper"
    return f"Page {numbers[0]}" if len(numbers) == 1 else f"Pages {', '.join(map(str, numbers))}"
