"""Draws a letter on one sheet: letterhead, window address, headline, panel, and sections with hanging headings."""

import io
import itertools

from reportlab.graphics.barcode import code128
from reportlab.lib import colors, styles
from reportlab.pdfgen import canvas
from reportlab.platypus import Paragraph

from desk import errors
from desk.notices import geometry, mail_barcode, typefaces
from desk.notices.letter import Address, Letter, Section

INK, BLUE, GRAY, RULE, TINT = "#1b1b1b", "#1a4480", "#565c65", "#a9aeb1", "#eff3f8"
BODY_SIZES = ((10.2, 13.0), (9.9, 12.0), (9.6, 10.5), (9.2, 10.5), (8.8, 9.0), (8.4, 7.5))
PANEL_SIZES = ((11.0, 8.8), (10.4, 8.2), (9.6, 7.6))
ADDRESS_SIZES = (10.0, 9.0, 8.0)
TITLE_COLUMN, GUTTER = 108, 14
NARROWEST_BAR = 0.54


class _Pen:
    """A page of the PDF writer whose y grows downward, as in the geometry."""

    def __init__(self, page: canvas.Canvas) -> None:
        self.page = page

    def text(
        self,
        x: float,
        y: float,
        text: str,
        font: str = typefaces.REGULAR,
        size: float = 8.5,
        ink: str = INK,
        align: str = "left",
    ) -> None:
        """One line with its baseline at y; x is its left end, right end or middle by `align`."""
        typefaces.require(text)
        self.page.setFillColor(ink)
        self.page.setFont(font, size)
        place = {
            "left": self.page.drawString,
            "right": self.page.drawRightString,
            "middle": self.page.drawCentredString,
        }
        place[align](x, geometry.HEIGHT - y, text)

    def rule(self, x0: float, x1: float, y: float, thick: float = 0.5, ink: str = RULE) -> None:
        """A horizontal line."""
        self.page.setStrokeColor(ink)
        self.page.setLineWidth(thick)
        self.page.line(x0, geometry.HEIGHT - y, x1, geometry.HEIGHT - y)

    def fill(self, box: geometry.Box, ink: str, edge: str | None = None) -> None:
        """A filled box, with a fine edge if requested."""
        self.page.setFillColor(ink)
        self.page.setStrokeColor(edge or ink)
        self.page.setLineWidth(0.75)
        self.page.rect(
            box.x0, geometry.HEIGHT - box.bottom, box.width, box.height, stroke=int(edge is not None), fill=1
        )

    def paragraph(self, made: Paragraph, x: float, y: float, width: float) -> float:
        """Set a paragraph with its top at y and return its height."""
        _, height = made.wrap(width, geometry.HEIGHT)
        made.drawOn(self.page, x, geometry.HEIGHT - y - height)
        return height


def draw(letter: Letter) -> bytes:
    """Return the letter as PDF bytes, always the same for the same letter.

    Raises InvalidInput or LetterDoesNotFit if it cannot be set.
    """
    sink = io.BytesIO()
    page = typefaces.canvas_of(sink, letter.language)
    page.setDateFormatter(lambda *_: f"D:{letter.date:%Y%m%d}000000Z")
    page.setTitle(letter.title)
    page.setAuthor(", ".join(letter.office.agency))
    page.setCreator("Paper desk")
    page.setProducer("ReportLab")
    pen = _Pen(page)
    for part in (_head, _aside, _mail_barcode, _address, _headline, _panel, _body, _foot):
        part(pen, letter)
    page.showPage()
    page.save()
    return sink.getvalue()


def _head(pen: _Pen, letter: Letter) -> None:
    place, office = geometry.HEAD, letter.office
    pen.rule(place.x0, place.x1, place.top, 2.4, BLUE)
    pen.text(place.x0, place.top + 23, office.agency[0], size=11.5)
    pen.text(place.x0, place.top + 39, office.agency[1], typefaces.BOLD, 14)
    pen.text(place.x0, place.top + 57, office.unit, size=8.5, ink=GRAY)
    pen.text(place.x0, place.top + 68, office.city_line, size=8.5, ink=GRAY)


def _aside(pen: _Pen, letter: Letter) -> None:
    place = geometry.ASIDE
    y = place.top + 20
    for label, value in letter.rows:
        pen.text(place.x0, y, label, size=8.2, ink=GRAY)
        room = place.width - typefaces.width(label, typefaces.REGULAR, 8.2) - 8
        pen.text(
            place.x1,
            y,
            value,
            typefaces.SEMIBOLD,
            _fitting(value, typefaces.SEMIBOLD, room, (8.6, 7.8, 7.0)),
            align="right",
        )
        pen.rule(place.x0, place.x1, y + 5.5)
        y += 16.5
    _barcode(pen, letter.document_number, y + 4)


def _barcode(pen: _Pen, number: str, y: float) -> None:
    place = geometry.ASIDE
    bars = code128.Code128(number, barWidth=1, barHeight=22, quiet=0, humanReadable=0)
    bar = min(0.9, place.width / bars.width)
    if bar < NARROWEST_BAR or not number.isascii():
        raise errors.InvalidInput("The document number does not fit a barcode; use at most 21 plain characters.")
    bars = code128.Code128(number, barWidth=bar, barHeight=22, quiet=0, humanReadable=0)
    pen.page.setFillColor("#000000")
    bars.drawOn(pen.page, place.x1 - bars.width, geometry.HEIGHT - y - 22)


def fit_address(address: Address) -> tuple[list[str], float, float]:
    """Return the lines of an address as set, their type size, and the distance between lines, in points.

    An address that is too long for the area that the post office's readers see takes the whole window. Raises
    LetterDoesNotFit if it does not fit there either, InvalidInput for text that cannot be printed.
    """
    font = typefaces.REGULAR
    typefaces.register()
    for place, size in itertools.product((geometry.READ_PLACE, geometry.ADDRESS_PLACE), ADDRESS_SIZES):
        lines = [part for line in address.lines() for part in _wrapped(line, font, size, place.width)]
        cap = typefaces.cap_height(font, size)
        leading = min(1.2 * size, (place.height - cap) / (len(lines) - 1))
        widest = max(typefaces.width(line, font, size) for line in lines)
        if leading - cap >= geometry.LINE_CLEARANCE and widest <= place.width:
            return lines, size, leading
    raise errors.LetterDoesNotFit("The address does not fit the envelope's window; shorten the address of record.")


def _mail_barcode(pen: _Pen, letter: Letter) -> None:
    place = geometry.BARCODE_PLACE
    for row, bar in enumerate(letter.mail_barcode):
        begin, end = mail_barcode.extents(bar)
        x = place.x0 + row * mail_barcode.PITCH
        top, bottom = place.top + begin * place.height, place.top + end * place.height
        pen.page.setFillColor("#000000")
        pen.page.rect(x, geometry.HEIGHT - bottom, mail_barcode.THICK, bottom - top, stroke=0, fill=1)


def _address(pen: _Pen, letter: Letter) -> None:
    place, font = geometry.ADDRESS_PLACE, typefaces.REGULAR
    lines, size, leading = fit_address(letter.address)
    for row, line in enumerate(lines):
        y = place.top + typefaces.cap_height(font, size) + row * leading
        pen.text(place.x0, y, line, font, size, "#000000")


def _headline(pen: _Pen, letter: Letter) -> None:
    place = geometry.HEADLINE
    size = _fitting(letter.headline, typefaces.BOLD, place.width, (18, 17, 16, 15, 14))
    pen.text(place.x0, place.bottom - 4, letter.headline, typefaces.BOLD, size, BLUE)


def _panel(pen: _Pen, letter: Letter) -> None:
    place, panel = geometry.PANEL_PLACE, letter.panel
    pen.fill(place, TINT)
    pen.fill(geometry.Box(place.x0, place.top, place.x0 + 4, place.bottom), BLUE)
    left = place.x0 + 18
    right = (_cells if panel.cells else _figure)(pen, panel.figure)
    room = right - left - 16
    typefaces.require(panel.label + panel.note)
    for label_size, note_size in PANEL_SIZES:
        label = Paragraph(panel.label, _style(label_size, typefaces.SEMIBOLD))
        note = Paragraph(panel.note, _style(note_size, ink=GRAY))
        heights = [made.wrap(room, place.height)[1] for made in (label, note)]
        top = place.top + (place.height - sum(heights) - 3) / 2
        if top >= place.top + 4:
            break
    else:
        raise errors.LetterDoesNotFit("The name does not fit the letter; shorten it in the record.")
    pen.paragraph(label, left, top, room)
    pen.paragraph(note, left, top + heights[0] + 3, room)


def _cells(pen: _Pen, figure: str) -> float:
    place, side, high, gap = geometry.PANEL_PLACE, 31.0, 40.0, 4.0
    start = place.x1 - 16 - len(figure) * (side + gap) + gap
    top = place.top + (place.height - high) / 2
    for row, digit in enumerate(figure):
        x = start + row * (side + gap)
        pen.fill(geometry.Box(x, top, x + side, top + high), "#ffffff", BLUE)
        pen.text(x + side / 2, top + 29.5, digit, typefaces.BOLD, 26, "#000000", "middle")
    return start


def _figure(pen: _Pen, figure: str) -> float:
    place = geometry.PANEL_PLACE
    size = _fitting(figure, typefaces.BOLD, place.width / 2, (22, 19, 16, 13))
    middle = (place.top + place.bottom + typefaces.cap_height(typefaces.BOLD, size)) / 2
    pen.text(place.x1 - 16, middle, figure, typefaces.BOLD, size, INK, "right")
    return place.x1 - 16 - typefaces.width(figure, typefaces.BOLD, size)


def _body(pen: _Pen, letter: Letter) -> None:
    place = geometry.BODY
    for size, least in BODY_SIZES:
        rows = [_set(section, size) for section in letter.sections]
        spare = place.height - sum(height for *_, height in rows)
        gap = min(17.0, spare / max(1, len(rows) - 1))
        if gap >= least:
            break
    else:
        raise errors.LetterDoesNotFit("The letter does not fit on one page; name fewer things in it.")
    y, x = place.top, place.x0 + TITLE_COLUMN + GUTTER
    for row, (title, lines, height) in enumerate(rows):
        if row:
            pen.rule(place.x0, place.x1, y - gap / 2 - 0.5)
        pen.paragraph(title, place.x0, y, TITLE_COLUMN)
        below = y
        for line in lines:
            below += pen.paragraph(line, x, below, place.x1 - x) + _between(size)
        y += height + gap


def _set(section: Section, size: float) -> tuple[Paragraph, list[Paragraph], float]:
    width = geometry.BODY.width - TITLE_COLUMN - GUTTER
    typefaces.require(section.title + "".join(section.text))
    title = Paragraph(section.title, _style(size + 0.2, typefaces.BOLD, BLUE))
    lines = [_line(text, size) for text in section.text]
    text_height = sum(line.wrap(width, geometry.HEIGHT)[1] + _between(size) for line in lines) - _between(size)
    return title, lines, max(text_height, title.wrap(TITLE_COLUMN, geometry.HEIGHT)[1])


def _line(text: str, size: float) -> Paragraph:
    if text.startswith("- "):
        return Paragraph(text[2:], _style(size, indent=11), bulletText="•")
    return Paragraph(text, _style(size))


def _between(size: float) -> float:
    return 0.32 * size


def _foot(pen: _Pen, letter: Letter) -> None:
    place = geometry.FOOT
    pen.rule(place.x0, place.x1, place.top)
    pen.text(place.x0, place.top + 12, letter.footer[0], size=7.5, ink=GRAY)
    pen.text(place.x1, place.top + 12, letter.footer[1], size=7.5, ink=GRAY, align="right")


def _style(size: float, font: str = typefaces.REGULAR, ink: str = INK, indent: float = 0) -> styles.ParagraphStyle:
    return styles.ParagraphStyle(
        "",
        fontName=font,
        fontSize=size,
        leading=1.32 * size,
        textColor=colors.toColor(ink),
        leftIndent=indent,
        bulletFontName=typefaces.REGULAR,
        bulletFontSize=size,
        bulletIndent=1,
        splitLongWords=1,
    )


def _fitting(text: str, font: str, room: float, sizes: tuple[float, ...]) -> float:
    for size in sizes:
        if typefaces.width(text, font, size) <= room:
            return size
    raise errors.LetterDoesNotFit("A line of the letter is too long for its place; shorten the name or number in it.")


def _wrapped(line: str, font: str, size: float, room: float) -> list[str]:
    rows = [""]
    for word in line.split():
        longer = f"{rows[-1]} {word}".strip()
        if rows[-1] and typefaces.width(longer, font, size) > room:
            rows.append(word)
        else:
            rows[-1] = longer
    return rows
