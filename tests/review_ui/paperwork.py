"""Papers as people fill them, drawn on the shipped forms, with the readings that belong to them."""

import functools
import io
import itertools
from dataclasses import replace
from datetime import date

from PIL import Image, ImageDraw, ImageFont

from desk import forms
from desk.documents import pages as images_of
from desk.mailroom import receive
from desk.models import Document, Scan
from desk.office.opening import Office
from desk.reading import lease, writing
from desk.reading.found import DocumentReading, FieldReading, FileReading, PageImage

_files = itertools.count(1)
MARKS = {"yes": "X"}
RETURN = {
    "primary_first_name": "Maria T", "primary_last_name": "Delgado", "primary_ssn": "400001234",
    "street": "418 Juniper Ave", "apartment": None, "city": "Springfield", "state": "IL", "zip": "62701",
    "filing_status": "single", "adjusted_gross_income": "41200", "refund": "1312", "amount_owed": None,
    "primary_ip_pin": "482913", "spouse_ip_pin": None, "primary_signature": "yes", "signature_date": "2026-02-20",
}  # fmt: skip
APPLICATION = {
    "last_name": "Okafor", "first_name": "Daniel", "middle_name": "J", "street": "77 Harbor Rd", "city": "Galveston",
    "state": "TX", "zip": "77550", "tin": "400002345", "phone": "4095550117", "language": "en", "dependent": "no",
    "signature": "yes", "signature_date": "2025-12-12",
}  # fmt: skip


def receive_paper(
    desk: Office,
    form: str | None,
    revision: str | None,
    written: dict[str, str | None],
    doubts: dict[str, FieldReading] | None = None,
    received: date = date(2026, 3, 2),
    batch: str = "Monday morning",
    name: str = "scan.tif",
) -> int:
    """Take one drawn paper in as if it had been scanned and read; ``doubts`` replace clean readings."""
    number = next(_files)
    receipt = receive.receive(desk, b"%%PDF-1.7 paper %d" % number, name, batch=batch, actor="mo", received=received)
    token = lease.take(desk, receipt.scan_id)
    said = tuple(written.items())
    images = [_drawn(form, revision, page, said) for page in (1, 2)] if form else [_letter(said)]
    pages = [_keep(desk, receipt.scan_id, n, *image) for n, image in enumerate(images, 1)]
    fields = _fields(form, revision, written, doubts or {}) if form else {}
    seen = [1, 2] if form else [None]
    document = DocumentReading([page.number for page in pages], seen, form, revision, fields)
    assert writing.write(desk, receipt.scan_id, token, FileReading(pages, [document]))
    with desk.database.reading() as session:
        return session.query(Document.id).filter_by(scan_id=receipt.scan_id).scalar()


def doubtful(value: str | None, state: str = "suspect", confidence: float = 0.62) -> FieldReading:
    """A reading with doubt; its place is filled in from the form."""
    return FieldReading(value, state, confidence, [(value, confidence)] if value else [], None, None)


def box(form: str, revision: str, field: str) -> tuple[int, tuple[float, float, float, float]]:
    """The page and place of a field as fractions of the page."""
    definition = forms.load(form, revision)
    known = definition.field(field)
    size = definition.page(known.page)
    x0, y0, x1, y1 = known.box
    return known.page, (x0 / size.width, y0 / size.height, x1 / size.width, y1 / size.height)


def _fields(form: str, revision: str, written: dict, doubts: dict[str, FieldReading]) -> dict[str, FieldReading]:
    found = {}
    for field in forms.load(form, revision).fields:
        page, place = box(form, revision, field.name)
        value = written.get(field.name)
        clean = FieldReading(value, "read" if value else "blank", 0.9996, [], page, place)
        found[field.name] = replace(doubts.get(field.name, clean), page=page, box=place)
    return found


@functools.cache
def _drawn(form: str, revision: str, page: int, said: tuple) -> tuple[bytes, tuple[int, int]]:
    """A page as a PNG and its size in dots; the same paper is drawn once in a process."""
    written = dict(said)
    definition = forms.load(form, revision)
    image = Image.open(io.BytesIO(forms.printed(definition, page))).convert("L")
    draw = ImageDraw.Draw(image)
    scale = image.width / definition.page(page).width
    for field in definition.fields_on(page):
        value = written.get(field.name)
        if not value:
            continue
        if field.options:
            _write(draw, field.options[value].box, "X", scale)
        else:
            _write(draw, field.box, "J. Signature" if field.type == "signature" else MARKS.get(value, value), scale)
    return _png(image), image.size


def _write(draw: ImageDraw.ImageDraw, place, text: str, scale: float) -> None:
    x0, y0, _, y1 = (side * scale for side in place)
    draw.text((x0 + 6, y0), text, fill=30, font=ImageFont.load_default(size=max(10, (y1 - y0) * 0.85)))


@functools.cache
def _letter(said: tuple) -> tuple[bytes, tuple[int, int]]:
    image = Image.new("L", (1700, 2200), 250)
    draw = ImageDraw.Draw(image)
    for n, line in enumerate(dict(said).values()):
        draw.text((160, 200 + 60 * n), line, fill=40, font=ImageFont.load_default(size=40))
    return _png(image), image.size


def _png(image: Image.Image) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()


def _keep(desk: Office, scan_id: int, number: int, png: bytes, size: tuple[int, int]) -> PageImage:
    with desk.database.reading() as session:
        desk.store.put(images_of.blob(session.get(Scan, scan_id), number), png)
    return PageImage(number, size[::-1], 0, [])
