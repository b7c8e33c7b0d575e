"""Bytes to pages: every kind of file that the door takes for a scan is opened."""

import io
from collections.abc import Callable

import cv2
import numpy as np
import pypdf
import pytest
from PIL import Image
from pypdf.generic import BooleanObject, NameObject, NullObject, NumberObject, StreamObject
from reportlab.pdfgen.canvas import Canvas

from desk import errors
from desk.system import media
from intake.opening import file as opening


@pytest.mark.parametrize(
    "how",
    [
        {"format": "TIFF", "compression": "group4"},
        {"format": "TIFF", "compression": "tiff_lzw"},
        {"format": "TIFF", "compression": "group4", "big_tiff": True},
        {"format": "PNG"},
        {"format": "PDF", "resolution": 200},
    ],
    ids=lambda how: "-".join(str(part) for part in how.values()),
)
def test_a_page_comes_out_of_each_kind_of_file(how):
    """With its size and resolution, and what is black on it."""
    page = Image.fromarray(np.full((2200, 1700), 255, np.uint8)).convert("1")
    page.paste(0, (400, 600, 800, 700))
    file = io.BytesIO()
    page.save(file, dpi=(200, 200), **how)
    assert media.sniff(file.getvalue()) != media.UNKNOWN
    (raw,) = opening.open_file(file.getvalue())
    assert (raw.image.shape, raw.dpi) == ((2200, 1700), pytest.approx(200, abs=1))
    assert raw.image[650, 600] < 50 < 200 < raw.image[100, 100]


def letter() -> np.ndarray:
    """A page at 200 dpi with some lines of writing."""
    page = np.full((2200, 1700), 255, np.uint8)
    for line in range(30):
        cv2.putText(page, "We write to you about your account", (200, 300 + 50 * line), 0, 1.2, 0, 3)
    return page


def saved(count: int, **how) -> bytes:
    """A file of that many letters."""
    pages, file = [Image.fromarray(letter()).convert("1") for _ in range(count)], io.BytesIO()
    pages[0].save(file, save_all=True, append_images=pages[1:], **how)
    return file.getvalue()


def scan(count: int = 1) -> bytes:
    """A PDF of that many scanned letters."""
    return saved(count, format="PDF", resolution=200)


def edited(data: bytes, edit: Callable[[pypdf.PdfWriter], None]) -> bytes:
    """A PDF after ``edit`` had its way with it."""
    writer, file = pypdf.PdfWriter(clone_from=io.BytesIO(data)), io.BytesIO()
    edit(writer)
    writer.write(file)
    return file.getvalue()


def picture(writer: pypdf.PdfWriter, page: int = 0) -> pypdf.generic.StreamObject:
    """The one image of a page."""
    (found,) = writer.pages[page]["/Resources"]["/XObject"].values()
    return found.get_object()


def spoil(writer: pypdf.PdfWriter) -> None:
    """Make the last page's image undecodable."""
    picture(writer, -1)[NameObject("/Filter")] = NameObject("/JPXDecode")


def lose(writer: pypdf.PdfWriter) -> None:
    """Leave out the second page's object."""
    writer.root_object["/Pages"]["/Kids"][1] = NullObject()


@pytest.mark.parametrize(
    ("data", "damaged"),
    [
        (edited(scan(3), spoil), [False, False, True]),
        (edited(scan(3), lose), [False, True, False]),
        (saved(3, format="TIFF", compression="group4")[:-999], [False, False, True]),
    ],
    ids=["image", "page", "end"],
)
def test_a_damaged_page_costs_no_other(data, damaged):
    """It is told from blank paper, and the pages beside it come out whole."""
    found = opening.open_file(data)
    assert [(raw.damaged, raw.count) for raw in found] == [(one, 3) for one in damaged]
    assert all(raw.image.min() < 50 for raw in found if not raw.damaged)


@pytest.mark.parametrize(
    "data", [edited(scan(), spoil), saved(1, format="TIFF", compression="tiff_lzw")[:-999]], ids=["PDF", "TIFF"]
)
def test_a_file_without_a_whole_page_is_refused(data):
    """Nothing in it could be shown to anybody."""
    with pytest.raises(errors.Unreadable) as refused:
        opening.open_file(data)
    assert refused.value.code == "damaged"


def test_a_picture_that_speaks_of_pdf_is_a_picture():
    """What a file begins with says what it is, whatever its comment holds."""
    file = io.BytesIO()
    Image.fromarray(letter()).save(file, "JPEG", comment=b"made from %PDF-1.7", dpi=(200, 200))
    assert len(opening.open_file(file.getvalue())) == 1


def stencil(writer: pypdf.PdfWriter) -> None:
    """Make the image a stencil through which black is drawn: its zeros are the ink."""
    image = picture(writer)
    del image["/ColorSpace"]
    image[NameObject("/ImageMask")] = BooleanObject(True)


def veil(writer: pypdf.PdfWriter) -> None:
    """Make the image black all over, and the writing the mask that lets the black be seen."""
    image, mask, ink = picture(writer), StreamObject(), 255 - letter()
    del image["/Filter"], image["/DecodeParms"]
    image[NameObject("/ColorSpace")], image[NameObject("/BitsPerComponent")] = (
        NameObject("/DeviceGray"),
        NumberObject(8),
    )
    mask.update(image)
    mask._data = ink.tobytes()
    image._data = bytes(ink.size)
    image[NameObject("/SMask")] = writer._add_object(mask)


def spell(writer: pypdf.PdfWriter) -> None:
    """The same stencil, its mark spelled as another writer may."""
    stencil(writer)
    image = picture(writer)
    image[NameObject("/Image#4dask")] = image.pop("/ImageMask")


def inline(writer: pypdf.PdfWriter) -> None:
    """The stencil in the page's own content, which is packed: no head of a stream speaks of it."""
    image, page = picture(writer), writer.pages[0]
    high, wide = int(image["/Height"]), int(image["/Width"])
    bits = np.packbits(letter() > 127, axis=1).tobytes()
    head = f"q 612 0 0 792 0 0 cm 0 g BI /W {wide} /H {high} /BPC 1 /IM true ID ".encode()
    content = StreamObject()
    content._data = head + bits + b" EI Q"
    page[NameObject("/Contents")] = writer._add_object(content.flate_encode())
    del page["/Resources"]["/XObject"]


@pytest.mark.parametrize("edit", [stencil, veil, spell, inline])
def test_a_masked_scan_is_taken_as_it_looks(edit):
    """Its bare image is black or the other way round; paper is white and ink is black all the same."""
    (raw,) = opening.open_file(edited(scan(), edit))
    assert np.percentile(raw.image, 50) > 200 > 50 > raw.image.min()


def test_what_a_page_cuts_away_is_not_seen():
    """An image that shows through a hole alone is taken as the page shows it: white around the hole."""

    def clip(writer: pypdf.PdfWriter) -> None:
        content = StreamObject()
        content._data = b"0 0 9 9 re W n " + writer.pages[0].get_contents().get_data()
        writer.pages[0][NameObject("/Contents")] = writer._add_object(content)

    (raw,) = opening.open_file(edited(scan(), clip))
    assert raw.image[: raw.image.shape[0] // 2].min() > 200


@pytest.mark.parametrize(("flags", "told"), [("print", {"pin": "482913"}), ("hidden", {}), ("print noview", {})])
def test_a_field_that_nobody_sees_states_nothing(flags: str, told: dict[str, str]):
    """What is hidden in a form is not what a person saw and signed."""
    file = io.BytesIO()
    canvas = Canvas(file)
    canvas.acroForm.textfield("482913", name="pin", annotationFlags=flags)
    canvas.showPage()
    canvas.save()
    (raw,) = opening.open_file(file.getvalue())
    assert raw.widgets == told
