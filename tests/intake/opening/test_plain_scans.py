"""Which pages of a PDF are one picture and nothing else: what scanners write is plain, and no more than that."""

import io
import zlib
from collections.abc import Callable

import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    RectangleObject,
    StreamObject,
)

from intake.opening import decode_pdf, limits, plain_scans

_WHOLE = b"q 612 0 0 792 0 0 cm /image Do Q"


def scan(mode: str = "L", **how) -> bytes:
    """A PDF of one scanned page with some ink on it."""
    page, file = np.full((1100, 850), 255, np.uint8), io.BytesIO()
    page[300:340, 200:600] = 0
    Image.fromarray(page).convert(mode).save(file, "PDF", resolution=100, **how)
    return file.getvalue()


def edited(edit: Callable[[pypdf.PageObject, StreamObject, pypdf.PdfWriter], None]) -> bytes:
    """The scan after ``edit`` changed its page, its picture or its file."""
    writer, file = pypdf.PdfWriter(clone_from=io.BytesIO(scan())), io.BytesIO()
    page = writer.pages[0]
    edit(page, page["/Resources"]["/XObject"]["/image"].get_object(), writer)
    writer.write(file)
    return file.getvalue()


def drawn(content: bytes) -> bytes:
    """The scan with another content of its page."""

    def edit(page, picture, writer):
        stream = StreamObject()
        stream._data = content
        page[NameObject("/Contents")] = writer._add_object(stream)

    return edited(edit)


def worded(place: str, key: str, value) -> bytes:
    """The scan with one more word in the dictionary of its page, its resources or its picture."""

    def edit(page, picture, writer):
        where = {"page": page, "resources": page["/Resources"], "picture": picture}[place]
        where[NameObject(key)] = value

    return edited(edit)


@pytest.mark.parametrize(
    "data",
    [scan(), scan("RGB"), scan("1"), drawn(_WHOLE), drawn(b"612 0 0 792 0 0 cm\n/image Do\n")],
    ids=["gray", "color", "black", "whole", "bare"],
)
def test_what_scanners_write_is_plain(data):
    """A picture that is laid on the page and nothing else, in gray, color or black."""
    assert plain_scans.finder(data, 1)(0)


@pytest.mark.parametrize(
    "data",
    [
        drawn(b"0 0 9 9 re W n " + _WHOLE), drawn(b"/G gs " + _WHOLE), drawn(b"q 1 0 0 1 0 0 cm " + _WHOLE + b" Q"),
        drawn(b"/OC /L BDC " + _WHOLE + b" EMC"), drawn(_WHOLE + b" " + _WHOLE), drawn(b"% " + _WHOLE),
        drawn(b"BT 7 Tr (X) Tj ET " + _WHOLE), drawn(b""),
        worded("page", "/Group", DictionaryObject()), worded("page", "/UserUnit", NumberObject(2)),
        worded("page", "/Annots", ArrayObject()), worded("resources", "/ColorSpace", DictionaryObject()),
        worded("picture", "/SMask", StreamObject()), worded("picture", "/Mask", ArrayObject()),
        worded("picture", "/ImageMask", NumberObject(1)), worded("picture", "/Decode", ArrayObject()),
        worded("picture", "/OC", DictionaryObject()), worded("picture", "/SMaskInData", NumberObject(1)),
        worded("picture", "/Filter", NameObject("/JPXDecode")),
        worded("picture", "/ColorSpace", ArrayObject([NameObject("/Indexed")])),
    ],
)  # fmt: skip
def test_any_other_word_makes_a_page_one_to_compare(data):
    """Clips, states, layers, masks, color tables and whatever nobody thought of."""
    assert not plain_scans.finder(data, 1)(0)


def by_hand(contents: bytes) -> bytes:
    """A file of one page with these words for its contents: object 4 is the plain one, object 5 clips it."""
    head = b"/Resources << /XObject << /image 6 0 R >> >> /MediaBox [0 0 612 792]"
    size = b"/Width 17 /Height 22 /BitsPerComponent 8 /ColorSpace /DeviceGray /Filter /FlateDecode"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R " + head + contents + b" >>",
        _stream(b"", _WHOLE), _stream(b"", b"0 0 9 9 re W n " + _WHOLE),
        _stream(b"/Type /XObject /Subtype /Image " + size, zlib.compress(bytes(17 * 22))),
    ]  # fmt: skip
    data, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    lines = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 7\n0000000000 65535 f \n" + lines + b"trailer\n<< /Size 7 /Root 1 0 R >>\n"
    return data + table + b"startxref\n%d\n%%%%EOF\n" % len(data)


def _stream(words: bytes, data: bytes) -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(data), words, data)


def test_words_said_twice_leave_a_file_in_doubt():
    """One reader takes the first and another the last of them."""
    assert plain_scans.finder(by_hand(b"/Contents 4 0 R"), 1)(0)
    assert not plain_scans.finder(by_hand(b"/Contents 4 0 R /Contents 5 0 R"), 1)(0)


@pytest.mark.parametrize(
    ("data", "count"),
    [(scan(), 2), (scan()[:-400], 1), (b"%PDF-1.7 nothing", 1)],
    ids=["count", "short", "nothing"],
)
def test_a_file_that_is_read_in_doubt_has_no_plain_page(data: bytes, count: int):
    """One of another number of pages than its reader counts, and one that breaks the rules of the format."""
    assert not plain_scans.finder(data, count)(0)


def opened(monkeypatch, data: bytes) -> int:
    """How many pages of a file were drawn for comparison."""
    seen = []
    look = decode_pdf._looks_like
    monkeypatch.setattr(decode_pdf, "_looks_like", lambda *asked: seen.append(1) or look(*asked))
    for step in decode_pdf.pages(data, limits.SHIPPED)[1]:
        step()
    return len(seen)


def test_a_plain_page_is_not_drawn(monkeypatch):
    """Its picture is taken as it is."""
    assert opened(monkeypatch, scan()) == 0


@pytest.mark.parametrize(
    ("owner", "media", "crop"),
    [
        ("page", (0, 0, 612, 792), (0, 0, 560, 792)), ("page", (0, 396, 612, 792), (0, 0, 612, 792)),
        ("tree", (0, 0, 612, 792), (0, 396, 612, 792)), ("tree", (0, 396, 612, 792), None),
    ],
)  # fmt: skip
def test_a_plain_page_of_which_a_part_is_cut_off_is_not_its_picture(owner, media, crop):
    """Whichever box of whichever node cuts it: what a viewer would not show is no part of the page."""

    def cut(page, picture, writer):
        node = page if owner == "page" else page["/Parent"].get_object()
        for key, box in {"/MediaBox": media, "/CropBox": crop}.items():
            page.pop(key, None)
            if box:
                node[NameObject(key)] = RectangleObject([FloatObject(side) for side in box])

    data = edited(cut)
    assert plain_scans.finder(data, 1)(0)
    ((_, image),) = (step() for step in decode_pdf.pages(data, limits.SHIPPED)[1])
    left, bottom = np.maximum(media, crop or media)[:2]
    right, top = np.minimum(media, crop or media)[2:]
    assert image.shape[0] / image.shape[1] == pytest.approx((top - bottom) / (right - left), rel=0.001)
