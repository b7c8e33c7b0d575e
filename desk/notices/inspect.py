"""Checks a letter on the rendered PDF, not on the data behind it, before it may be mailed.

The past failures of domain.md 2.3 are among them: the wrong tax year, and notices without adequate instructions.
"""

import dataclasses
import html
import itertools
import re
import string

import numpy as np
from reportlab.graphics.barcode import code128

from desk.notices import geometry, mail_barcode, notice, pin_notice, rendered, transcript, wording
from desk.notices.geometry import Box
from desk.notices.rendered import Mark, Rendered
from desk.program import pin as pin_rules

SMALLEST_ADDRESS = 8.0
FIGURE_SIZE = 20.0


@dataclasses.dataclass(frozen=True)
class Defect:
    """One reason not to mail a letter: a code, and a message without personal data."""

    code: str
    message: str


def check(pdf: bytes, asked: notice.Notice, masked: bool = False) -> list[Defect]:
    """All defects of the PDF compared with the notice that it should be; empty if it may be mailed.

    Raises Unreadable if the bytes are not a PDF.
    """
    page = rendered.read(pdf)
    found = [
        *_sheet(page),
        *_window(page, asked),
        *_document(page, asked),
        *_words(page, asked, masked),
        *_years(page, asked),
    ]
    if isinstance(asked, pin_notice.PinNotice):
        found += _pin(page, asked, masked)
    return found


def _sheet(page: Rendered) -> list[Defect]:
    found = []
    if len(page.sizes) != 1:
        found.append(Defect("page_count", f"The letter has {len(page.sizes)} pages instead of one."))
    if any(abs(width - geometry.WIDTH) > 0.5 or abs(height - geometry.HEIGHT) > 0.5 for width, height in page.sizes):
        found.append(Defect("page_size", "A page is not of letter size."))
    if not all(geometry.MARGINS.holds(mark.box) for mark in page.marks if mark.text.strip() or mark.kind != "char"):
        found.append(Defect("outside_margins", "Something is printed outside the margins."))
    if not all(page.blackened(mark.box) for mark in page.marks if mark.text.strip()):
        found.append(Defect("invisible", "Some of the text leaves no ink on the paper."))
    if page.loose_fonts:
        found.append(Defect("font_not_embedded", f"Fonts are not embedded: {', '.join(page.loose_fonts)}."))
    if page.annotated:
        found.append(Defect("annotated", "The page carries annotations or form fields."))
    return found


def _window(page: Rendered, asked: notice.Notice) -> list[Defect]:
    """The address, and that nothing else shows in the window at any position of the sheet."""
    block = _block(page)
    found = [] if _addressed(block, asked) else [_astray(page, block, asked)]
    if any(mark.size < SMALLEST_ADDRESS - 0.01 for mark in block):
        found.append(Defect("address_too_small", "The address is set smaller than 8 point."))
    expected = mail_barcode.bars(asked.settings, asked.address, asked.serial)
    if mail_bars(page) != expected:
        found.append(Defect("mail_barcode", "The mail barcode is missing or is not that of this letter's address."))
    place = geometry.ADDRESS_PLACE
    if expected:
        place = geometry.Box(place.x0, geometry.BARCODE_PLACE.top, place.x1, place.bottom)
    inked = any(page.blackened(side) for side in _around(geometry.EVER_SHOWN, place))
    if inked or len(block) + len(expected) != len(_printed(page)):
        found.append(Defect("window_shows_more", "Something besides the address can show in the window."))
    return found


def mail_bars(page: Rendered) -> str:
    """The mail barcode as a camera sees it: one letter for each bar of ink in its place, from left to right."""
    ink = page.cut(geometry.BARCODE_PLACE)
    edges = np.flatnonzero(np.diff(np.pad(ink.any(axis=0).astype(int), 1)))
    high = len(ink)
    reach = high // 5  # a fifth of a full bar above and below shows whether a bar reaches that far
    return "".join(
        mail_barcode.named(bool(ink[:reach, left:right].any()), bool(ink[high - reach :, left:right].any()))
        for left, right in edges.reshape(-1, 2)
    )


def _block(page: Rendered) -> tuple[Mark, ...]:
    return tuple(mark for mark in page.inside(geometry.ADDRESS_PLACE) if mark.text.strip())


def _within(marks: tuple[Mark, ...], box: Box) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark.box.touches(box))


def _addressed(block: tuple[Mark, ...], asked: notice.Notice) -> bool:
    """Whether these marks are the address of record, at the left edge of its place and completely inside it."""
    lines = rendered.lines(block)
    return (
        " ".join(lines) == " ".join(asked.address.lines())
        and transcript.faithful(asked.address.written, " ".join(lines))
        and lines[-1] == asked.address.last_line
        and abs(min(mark.box.x0 for mark in block) - geometry.ADDRESS_PLACE.x0) < 3
        and all(_stands(mark) for mark in block)
    )


def _astray(page: Rendered, block: tuple[Mark, ...], asked: notice.Notice) -> Defect:
    """Whether the right address is in the wrong place, or another one is in the right place."""
    expected = rendered.flat("".join(asked.address.lines()))
    here, anywhere = (rendered.flat("".join(mark.text for mark in marks)) for marks in (block, page.marks))
    if here == expected or (expected in anywhere and expected not in here):
        return Defect("address_moved", "The address does not stand in its place in the window.")
    return Defect("address_differs", "The printed address is not the address of record.")


def _stands(mark: Mark) -> bool:
    middle = (mark.box.top + mark.box.bottom) / 2
    return geometry.ADDRESS_PLACE.holds(Box(mark.box.x0, middle, mark.box.x1, middle))


def _printed(page: Rendered) -> list[Mark]:
    """All marks that can show in the window, without spaces."""
    return [mark for mark in page.inside(geometry.EVER_SHOWN) if mark.text.strip() or mark.kind != "char"]


def _around(outer: Box, inner: Box) -> tuple[Box, ...]:
    """The four strips of the outer box around the inner one."""
    return (
        Box(outer.x0, outer.top, outer.x1, inner.top - 1),
        Box(outer.x0, inner.bottom + 1, outer.x1, outer.bottom),
        Box(outer.x0, outer.top, inner.x0 - 1, outer.bottom),
        Box(inner.x1 + 1, outer.top, outer.x1, outer.bottom),
    )


def _document(page: Rendered, asked: notice.Notice) -> list[Defect]:
    found = []
    label = wording.read("labels", asked.language)["document"]
    if f"{label} {asked.document_number}" not in rendered.lines(page.inside(geometry.ASIDE)):
        found.append(Defect("document_number", "The document number is missing or differs."))
    if _bars(page) != _expected_bars(asked.document_number):
        found.append(Defect("barcode", "The barcode is missing or is not that of the document number."))
    return found


def _bars(page: Rendered) -> list[int]:
    """Widths of bars and gaps of the barcode in modules, from left to right; empty if there is none."""
    bars = sorted(
        (mark.box for mark in page.inside(geometry.ASIDE) if mark.kind == "rect" and geometry.ASIDE.holds(mark.box)),
        key=lambda box: box.x0,
    )
    if len(bars) < 2:
        return []
    edges = [edge for bar in bars for edge in (bar.x0, bar.x1)]
    widths = [right - left for left, right in itertools.pairwise(edges)]
    module = (edges[1] - edges[0]) / 2
    return [round(width / module) for width in widths]


def _expected_bars(number: str) -> list[int]:
    code = code128.Code128(number, quiet=0)
    code.validate()
    code.encode()
    return [string.ascii_lowercase.index(letter.lower()) + 1 for letter in code.decompose()]


def _words(page: Rendered, asked: notice.Notice, masked: bool) -> list[Defect]:
    """Every sentence of the wording must be on the paper."""
    painted = rendered.flat("".join(mark.text for mark in page.marks))
    letter = asked.letter(masked)
    wanted = [letter.headline, letter.panel.label, letter.panel.note]
    wanted += [
        part
        for section in letter.sections
        for part in (section.title, *(line.removeprefix("- ") for line in section.text))
    ]
    wanted = [html.unescape(re.sub(r"<[^>]*>", "", text)) for text in wanted]
    if all(rendered.flat(text) in painted for text in wanted):
        return []
    return [Defect("text_missing", "Part of the prescribed wording is not on the page.")]


def _years(page: Rendered, asked: notice.Notice) -> list[Defect]:
    """The tax year next to the letterhead, and for a PIN no other year anywhere in the text."""
    tax_year = asked.calendar_year - 1 if isinstance(asked, pin_notice.PinNotice) else getattr(asked, "tax_year", None)
    if tax_year is None:
        return []
    label = wording.read("labels", asked.language)["tax_year"]
    found = []
    if f"{label} {tax_year}" not in rendered.lines(page.inside(geometry.ASIDE)):
        found.append(Defect("tax_year", f"The letter does not name {tax_year} as its tax year."))
    if isinstance(asked, pin_notice.PinNotice):
        allowed = {tax_year, asked.calendar_year, asked.notice_date.year}
        words = re.sub(
            re.escape(asked.taxpayer_name), "", " ".join(rendered.lines(_beside_pin(page, below=geometry.HEADLINE.top)))
        )
        if not {int(year) for year in re.findall(r"(?<![\d-])(?:19|20)\d\d(?![\d-])", words)} <= allowed:
            found.append(Defect("strange_year", "The letter names a year that is not its own."))
    return found


def _figure(page: Rendered) -> str:
    """The large type in the panel, from left to right: the PIN or its mask."""
    large = [
        mark
        for mark in page.inside(geometry.PANEL_PLACE)
        if mark.size >= FIGURE_SIZE and geometry.PANEL_PLACE.holds(mark.box)
    ]
    return "".join(mark.text for mark in sorted(large, key=lambda mark: mark.box.x0)).replace(" ", "")


def _beside_pin(page: Rendered, below: float = 0.0) -> tuple[Mark, ...]:
    """The characters outside the PIN's place, from this far down the page."""
    return tuple(
        mark
        for mark in page.marks
        if mark.text
        and mark.box.top >= below
        and not (mark.size >= FIGURE_SIZE and geometry.PANEL_PLACE.holds(mark.box))
    )


def _pin(page: Rendered, asked: pin_notice.PinNotice, masked: bool) -> list[Defect]:
    """Exactly one PIN, correct, in its place and nowhere else; none at all if masked."""
    pin = asked.ip_pin.get_secret_value() if asked.ip_pin else None
    figure, found = _figure(page), []
    if masked and figure != pin_rules.MASK:
        found.append(Defect("pin_shown", "The PIN's place does not show the mask."))
    if not masked and not re.fullmatch(r"\d{6}", figure):
        found.append(Defect("pin_missing", "There is no PIN of six digits in its place."))
    elif not masked and figure != pin:
        found.append(Defect("pin_wrong", "The printed PIN is not that of the ledger."))
    block = _block(page)
    home = set(block) if _addressed(block, asked) else set()
    rest = tuple(mark for mark in _beside_pin(page) if mark not in home)
    if any(_holds_pin(line, pin) for line in rendered.lines(_within(rest, geometry.EVER_SHOWN))):
        found.append(Defect("pin_in_window", "A number of six digits can show in the window."))
    outside = [line.replace(asked.document_number, "") for line in rendered.lines(rest)]
    if any(_holds_pin(line, pin) for line in (*outside, *page.later_text.splitlines(), page.metadata)):
        found.append(Defect("pin_repeated", "A number of six digits stands outside the PIN's place."))
    return found


def _holds_pin(line: str, pin: str | None) -> bool:
    """Whether the line has a group of six digits, or the PIN's digits spread out."""
    spaced = " ?".join(pin) if pin else r"\d{6}"
    return re.search(rf"(?<![\d-])(?:\d{{6}}|{spaced})(?![\d-])", line) is not None
