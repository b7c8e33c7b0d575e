"""Page images and snippets, with everything covered that this person may not see before they are sent."""

import io

from flask import Blueprint, Response, abort
from PIL import Image, ImageDraw, ImageFilter

from desk.documents import masking
from desk.documents import pages as paper
from desk.forms.boxes import Box
from desk.matching import looking
from desk.reading import keying, sampling
from review_ui.web import access, current, looks

pages = Blueprint("pictures", __name__)
PAGE_WIDTH = 1700
SNIPPET_HEIGHT = 110
WHOLE_HEIGHT = 1100
"""The height of a snippet that is a whole page, because the place of the field is unknown."""
_PAINT, _LINE = 221, 150
_AROUND = 0.12
_INK = 140
_MOST = 0.5  # of a page's height: a taller box is the page


@pages.get("/documents/<int:document_id>/pages/<int:number>.jpg")
@access.needs("read", quiet=True)
def page(document_id: int, number: int) -> Response:
    """Return one upright page, wide enough to read, with numbers and PINs covered."""
    with current.reading() as session:
        row = paper.page(session, document_id, number)
        covers = masking.covers(session, row, current.actor())
    looks.note(looking.PAGE, "document", document_id, page=number)
    return _jpeg(draw_page(paper.image(current.office(), row), covers))


@pages.get("/documents/<int:document_id>/snippets/<field>.jpg")
@access.needs("read", quiet=True)
def snippet(document_id: int, field: str) -> Response:
    """Return the piece of paper from which one field was read, covered in the same way."""
    with current.reading() as session:
        row, box = paper.place(session, document_id, field)
        covers = masking.covers(session, row, current.actor())
    looks.note(looking.PAGE, "document", document_id, page=row.number)
    return _jpeg(draw_snippet(paper.image(current.office(), row), box, covers))


@pages.get("/key/<int:document_id>/<field>.jpg")
@access.needs("key", quiet=True)
def blind(document_id: int, field: str) -> Response:
    """Return the box that this person must key blind: open, with every other secret covered.

    If the place of the box is unknown, these are all pages of the paper, one below the other.
    """
    with current.reading() as session:
        if not keying.may_key(session, document_id, field, current.actor()):
            abort(403)
        found = [
            (row, box, [other for other in masking.covers(session, row, None) or [] if other != box])
            for row, box in paper.places(session, document_id, field)
        ]
    looks.note(looking.FIELD, "document", document_id, field=field, given="keying")
    return _jpeg(_below([draw_snippet(paper.image(current.office(), row), box, covers) for row, box, covers in found]))


@pages.get("/key/sample/<int:sample_id>.jpg")
@access.needs("key", quiet=True)
def sampled(sample_id: int) -> Response:
    """Return the box of a blind quality check, with every other secret covered."""
    with current.reading() as session:
        one = sampling.reading_of(session, sample_id, current.actor())
        row, box = paper.place(session, one.document_id, one.field)
        covers = [other for other in masking.covers(session, row, None) or [] if other != box]
    looks.note(looking.FIELD, "document", one.document_id, field=one.field, given="keying")
    return _jpeg(draw_snippet(paper.image(current.office(), row), box, covers))


def draw_page(data: bytes, covers: list[Box] | None) -> Image.Image:
    """Return the page from its stored file, covered; veiled so that it cannot be read if ``covers`` is None."""
    image = Image.open(io.BytesIO(data)).convert("L")
    image.thumbnail((PAGE_WIDTH, PAGE_WIDTH * 2))
    if covers is None:
        return _veil(image)
    return _cover(image, covers)


def draw_snippet(data: bytes, box: Box, covers: list[Box] | None) -> Image.Image:
    """Return the part of a page around ``box``, enlarged to one height."""
    image = Image.open(io.BytesIO(data)).convert("L")
    image = _veil(image) if covers is None else _cover(image, covers)
    height = WHOLE_HEIGHT if box[3] - box[1] > _MOST else SNIPPET_HEIGHT
    cut = _trimmed(image.crop(_pixels(image, _grown(box))))
    width = max(1, round(cut.width * height / max(1, cut.height)))
    return cut.resize((min(width, 1600), height), Image.Resampling.LANCZOS)


def _below(pieces: list[Image.Image]) -> Image.Image:
    whole = Image.new("L", (max(one.width for one in pieces), sum(one.height for one in pieces)), 255)
    for place, one in enumerate(pieces):
        whole.paste(one, (0, sum(above.height for above in pieces[:place])))
    return whole


def _trimmed(image: Image.Image) -> Image.Image:
    """Cuts off the empty paper to the right of the last stroke; printed lines do not count as strokes."""
    edge = image.height // 4
    inner = image.crop((edge, edge, image.width - edge, image.height - edge))
    strokes = inner.point([255 if gray < _INK else 0 for gray in range(256)]).getbbox()
    right = edge + strokes[2] + image.height if strokes else image.width
    return image.crop((0, 0, min(image.width, max(right, image.height * 4)), image.height))


def _cover(image: Image.Image, covers: list[Box]) -> Image.Image:
    draw = ImageDraw.Draw(image)
    for box in covers:
        x0, y0, x1, y1 = _pixels(image, _grown(box, 0.15))
        draw.rectangle((x0, y0, x1, y1), fill=_PAINT, outline=_LINE, width=2)
        for x in range(x0 - (y1 - y0), x1, 14):
            ends = max(x, x0), min(x + (y1 - y0), x1)
            draw.line((ends[0], y1 - (ends[0] - x), ends[1], y1 - (ends[1] - x)), fill=_LINE)
    return image


def _veil(image: Image.Image) -> Image.Image:
    """Blurred so that no handwriting can be read, but the kind of paper can be recognized."""
    small = image.resize((max(1, image.width // 24), max(1, image.height // 24)))
    return small.filter(ImageFilter.GaussianBlur(1)).resize(image.size)


def _grown(box: Box, part: float = _AROUND) -> Box:
    """The box with a margin of ``part`` of its height, because handwriting crosses printed lines."""
    x0, y0, x1, y1 = box
    margin = (y1 - y0) * part
    return max(0.0, x0 - margin), max(0.0, y0 - margin), min(1.0, x1 + margin), min(1.0, y1 + margin)


def _pixels(image: Image.Image, box: Box) -> tuple[int, int, int, int]:
    x0, y0, x1, y1 = box
    return round(x0 * image.width), round(y0 * image.height), round(x1 * image.width), round(y1 * image.height)


def _jpeg(image: Image.Image) -> Response:
    file = io.BytesIO()
    image.save(file, "JPEG", quality=82)
    return Response(file.getvalue(), mimetype="image/jpeg")
