"""The pipeline from a file's bytes to its readings: open, turn upright, identify, align, read, assemble.

Plain data in and out; no database, no office. Models and prints are loaded once per process (`warm`).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from desk import forms
from desk.forms.definition import FormDefinition
from desk.program import paper
from desk.reading.found import DocumentReading, FieldReading, FileReading, Finding, PageImage
from desk.system import bits
from intake.engines.digits import reader as digits
from intake.engines.words import networks
from intake.engines.words import reader as text
from intake.fields import born_digital, reading
from intake.fields.born_digital import Statements
from intake.fields.reading import Sheet, Trace
from intake.identity import align, door, draft, identify, wording, written
from intake.kin import proposals
from intake.opening import file
from intake.opening.limits import SHIPPED
from intake.opening.raw import Limits, RawPage
from intake.pages import upright
from intake.pages.upright import Page
from intake.prints import shelf
from intake.stack import assemble, barcodes
from intake.stack import findings as stack
from intake.stack.assemble import Group, Leaf
from intake.stopwatch import Stopwatch

__all__ = ["DocumentReading", "FieldReading", "FileReading", "Finding", "Limits", "PageImage", "read", "warm"]

Seen = Callable[[int, PageImage, np.ndarray], None]
_UNALIGNED = Finding(
    "ALIGNMENT",
    None,
    "A page was recognized, but it does not lie on the form's print well enough to be read. Key it from the picture.",
)
_FAMILY = "1040"
_TOLD = Finding(
    "TOLD_BY_WORDS",
    None,
    "This form was recognized by its printed words, and its boxes by their captions. Confirm each value.",
)
_DAMAGED = Finding(
    "DAMAGED",
    None,
    "A page is damaged in the file and cannot be shown whole. Scan it again, and look whether pages behind it are "
    "missing.",
)

_DRAFT = Finding(
    "DRAFT",
    None,
    "The return seems to be made on a draft of the form, which may not be filed. Look at the page before deciding.",
)


@dataclass(eq=False)
class _Turn:
    """One page on its way through the pipeline: where it belongs, and its reading."""

    leaf: Leaf
    fields: dict[str, FieldReading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    faults: tuple[str, ...] = ()
    look: bytes = b""

    @property
    def use(self) -> str:
        """The use of the page, judged by the page alone."""
        return self.leaf.sheet.kind if self.leaf.sheet else "blank" if self.leaf.blank else "document"


def warm() -> None:
    """Load the models and the prints of every form on file, so that the first file is read as fast as later ones."""
    file.warm()
    cv2.setNumThreads(1)
    digits.reader()
    text.reader()
    networks.large()
    shelf.on_file()


def read(data: bytes, limits: Limits = SHIPPED, trace: Trace | None = None, seen: Seen | None = None) -> FileReading:
    """Read one file; raises errors.Unreadable, and NotOpened if the confined process fails.

    `trace` gets every page that was read through its alignment, with its zones. `seen` gets the page count that the
    file states, and each page with its picture for people as soon as it is read.
    """
    cv2.setNumThreads(1)
    watch, count = Stopwatch(), 0
    turns: list[_Turn] = []
    shown: list[PageImage] = []
    for raw in _opened(data, limits, watch):
        count = raw.count
        turn, image = _take(raw, watch, trace, seen)
        turns.append(turn)
        shown.append(image)
    leaves = [turn.leaf for turn in turns]
    groups = assemble.group(leaves)
    kept = {leaf.number for one in groups for leaf in one.leaves}
    shown = [replace(page, use="document") if page.number in kept else page for page in shown]
    covers = {leaf.number: leaf.sheet for leaf in leaves if leaf.sheet and leaf.sheet.kind == "cover"}
    documents = [_document(group, turns) for group in groups]
    return FileReading(shown, documents, watch.rounded(), count, covers, stack.findings(leaves, groups))


def _opened(data: bytes, limits: Limits, watch: Stopwatch) -> Iterator[RawPage]:
    """Yield the pages of the file one by one; the time for opening is counted separately."""
    source = file.each_page(data, limits)
    while True:
        with watch.stage("open"):
            raw = next(source, None)
        if raw is None:
            return
        yield raw


def _take(raw: RawPage, watch: Stopwatch, trace: Trace | None, seen: Seen | None) -> tuple[_Turn, PageImage]:
    """Read a page and pass it to `seen`; its image is not kept."""
    page, turn = _read_page(raw, watch, trace)
    shown = PageImage(page.number, page.image.shape, page.rotation, list(turn.faults), turn.use, turn.look)
    if seen:
        seen(raw.count, shown, page.shown)
    return turn, shown


def _read_page(raw: RawPage, watch: Stopwatch, trace: Trace | None) -> tuple[Page, _Turn]:
    """The upright page and its reading."""
    with watch.stage("pages"):
        page = upright.upright(raw, shelf.on_file())
    if raw.damaged:
        return page, _Turn(Leaf(page.number), findings=[_DAMAGED], faults=("damaged",))
    with watch.stage("identify"):
        identity = identify.identify(page, shelf.on_file())
    if identity is None:
        with watch.stage("wording"):
            return _batch_sheet(page) or _by_words(raw, page, watch)
    definition = forms.load(identity.form, identity.revision)
    turn = _Turn(_leaf(page.number, identity.page_number, definition))
    with watch.stage("align"):
        alignment = align.align(page, definition, identity, shelf.on_file())
    turn.faults = door.recognized(page, alignment.matrix, definition, identity.page_number)
    if draft.is_draft(raw, page):
        turn.findings.append(_DRAFT)
    if not alignment.ok:
        return page, _unread(turn, definition, identity.page_number)
    turn.look = _look(page, alignment.matrix, definition, identity.page_number)
    stated = _stated(raw, page, alignment.matrix, definition, identity.page_number)
    sheet = Sheet(page.image, alignment.matrix, definition, identity.page_number, page.number, stated)
    turn.fields.update(reading.read(sheet, watch, trace))
    return page, turn


def _look(page: Page, matrix: np.ndarray, definition: FormDefinition, form_page: int) -> bytes:
    print_ = shelf.page_of(definition, form_page, shelf.on_file())
    return bits.pack(written.seen(page, matrix, print_)) if print_ else b""


def _batch_sheet(page: Page) -> tuple[Page, _Turn] | None:
    """A page with the barcode of a cover or separator sheet."""
    sheet = None if "blank" in page.notes else barcodes.sheet(page.image)
    return (page, _Turn(Leaf(page.number, sheet=sheet))) if sheet else None


def _by_words(raw: RawPage, page: Page, watch: Stopwatch) -> tuple[Page, _Turn]:
    """A page that fits no print: one of our forms by its words, to be keyed, or a foreign page."""
    page, seen = wording.stand(page)
    known = wording.recognize(seen)
    if known is None and _FAMILY in seen and (turn := _of_the_family(raw, page, watch)):
        return page, turn
    if known is None:
        return page, _Turn(Leaf(page.number, blank="blank" in page.notes), faults=door.unknown(page))
    form, revision, form_page = known
    definition = forms.load(form, revision)
    turn = _Turn(_leaf(page.number, form_page, definition), faults=page.notes)
    return page, _unread(turn, definition, form_page)


def _of_the_family(raw: RawPage, page: Page, watch: Stopwatch) -> _Turn | None:
    """A page of a return by its words: the entries below its captions are proposals, which a person confirms."""
    told = proposals.tell(page)
    if told is None:
        return None
    kin, seen = told
    found = proposals.read(page, kin, seen, watch)
    findings = [_TOLD, *([_DRAFT] if draft.is_draft(raw, page) else [])]
    form, revision = f"f{kin.name.replace('-', '').lower()}", str(kin.tax_year or "")
    if not forms.exists(form, revision):
        leaf = Leaf(page.number, kin.name, revision, kin.page, wanted=(1,))
        return _Turn(leaf, found, findings, page.notes)
    definition = forms.load(form, revision)
    mine = reading.unread(definition, kin.page, page.number)
    leaf = _leaf(page.number, kin.page, definition)
    return _Turn(leaf, mine | {name: one for name, one in found.items() if name in mine}, findings, page.notes)


def _unread(turn: _Turn, definition: FormDefinition, form_page: int) -> _Turn:
    turn.fields.update(reading.unread(definition, form_page, turn.leaf.number))
    turn.findings.append(_UNALIGNED)
    return turn


def _stated(raw: RawPage, page: Page, matrix: np.ndarray, definition: FormDefinition, form_page: int) -> Statements:
    """The values that a born-digital page states itself."""
    if not (raw.born_digital or raw.unshown or any(raw.widgets.values())):
        return born_digital.NOTHING
    to_points = np.diag([72 / raw.dpi, 72 / raw.dpi, 1.0]) @ np.linalg.inv(page.matrix)
    return born_digital.stated(raw, definition, form_page, to_points @ matrix)


def _leaf(number: int, form_page: int, definition: FormDefinition) -> Leaf:
    wanted = tuple(sorted({field.page for field in definition.fields}))
    return Leaf(number, definition.form, definition.revision, form_page, wanted=wanted)


def _document(group: Group, turns: list[_Turn]) -> DocumentReading:
    """Combine the group's pages into one document; a repeated page does not replace the first one's readings."""
    mine = {leaf.number: leaf for leaf in group.leaves}
    found: dict[str, FieldReading] = {}
    findings = list(group.findings)
    for turn in turns:
        if turn.leaf.number in mine:
            found |= {name: one for name, one in turn.fields.items() if name not in found}
            findings += [finding for finding in turn.findings if finding not in findings]
    form, revision = group.form
    form_pages = [leaf.form_page for leaf in mine.values()]
    if form not in paper.FORMS:
        return DocumentReading([*mine], form_pages, form, revision, found, findings)
    return DocumentReading([*mine], form_pages, form, None, found, findings, int(revision) if revision else None)
