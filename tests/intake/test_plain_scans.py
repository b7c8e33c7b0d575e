"""Which pages of a PDF are one picture and nothing else: what scanners write is plain, and no more than that."""

import io
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

from intake import decode_pdf, plain_scans, raw

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
    ids=["grey", "colour", "black", "whole", "bare"],
)
def test_what_scanners_write_is_plain(data):
    """A picture that is laid on the page and nothing else, in grey, colour or black."""
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
    """Clips, states, layers, masks, colour tables and whatever nobody thought of."""
    assert not plain_scans.finder(data, 1)(0)


@pytest.mark.parametrize("data", [b"%PDF-1.7 nothing", scan()[:-400]])
def test_a_file_that_is_read_in_doubt_has_no_plain_page(data):
    """One of another number of pages than its reader counts, or one that is no whole PDF."""
    assert not plain_scans.finder(data, 2)(0)


def opened(monkeypatch, data: bytes) -> int:
    """How many pages of a file were drawn for comparison."""
    seen = []
    look = decode_pdf._looks_like
    monkeypatch.setattr(decode_pdf, "_looks_like", lambda *asked: seen.append(1) or look(*asked))
    for step in decode_pdf.pages(data, raw.SHIPPED)[1]:
        step()
    return len(seen)


def test_a_plain_page_is_not_drawn(monkeypatch):
    """Its picture is taken as it is."""
    assert opened(monkeypatch, scan()) == 0


def test_a_plain_page_with_an_edge_cut_off_is_drawn(monkeypatch):
    """What a viewer would not show is no part of the page, however little it is."""

    def crop(page, picture, writer):
        page[NameObject("/CropBox")] = RectangleObject([FloatObject(side) for side in (0, 0, 600, 792)])

    assert opened(monkeypatch, edited(crop)) == 1
