"""Batch sheets as a scanner sees them: told in any position, and nothing else is taken for one."""

import io
from datetime import date

import cv2
import numpy as np
import pypdfium2
import pytest
from reportlab.graphics.barcode import code128
from reportlab.pdfgen import canvas

from desk.mailroom import sheet_codes, sheets
from desk.mailroom.sheet_codes import COVER, SEPARATOR, Sheet
from desk.models import Batch
from intake import pipeline
from intake.stack import barcodes

DAY = date(2026, 3, 2)
BATCH = Batch(id=31, name="Monday", received_date=DAY, operator="mo", site="main", expected_pages=12)


def drawn(pdf: bytes) -> np.ndarray:
    """The first page at 300 dpi."""
    page = pypdfium2.PdfDocument(pdf)[0]
    return page.render(scale=300 / 72, grayscale=True).to_numpy().squeeze().copy()


def turned(image: np.ndarray, degrees: float) -> np.ndarray:
    """The page turned on white paper."""
    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    return cv2.warpAffine(image, matrix, (width, height), borderValue=255)


def faxed(image: np.ndarray) -> np.ndarray:
    """100 dpi, black and white."""
    small = cv2.resize(image, None, fx=1 / 3, fy=1 / 3, interpolation=cv2.INTER_AREA)
    return np.where(cv2.resize(small, image.shape[::-1]) > 150, 255, 0).astype(np.uint8)


def worn(image: np.ndarray) -> np.ndarray:
    """Blurred, pale and noisy."""
    noise = np.random.default_rng(1).normal(0, 12, image.shape)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 3) * 0.6 + 60 + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("spoil", [lambda image: image, faxed, worn], ids=["clean", "faxed", "worn"])
@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0, 5])
def test_a_sheet_is_told_in_any_position(spoil, quarters, degrees):
    """Upside down, sideways, askew, faxed or worn, a cover names its batch and date."""
    page = spoil(turned(np.rot90(drawn(sheets.cover(BATCH)), quarters).copy(), degrees))
    assert barcodes.sheet(page) == Sheet(COVER, 31, DAY)


def test_one_barcode_is_enough():
    """With the head torn off the foot still tells."""
    page = drawn(sheets.separators(1))
    page[: page.shape[0] // 2] = 255
    assert barcodes.sheet(page) == Sheet(SEPARATOR)


@pytest.mark.parametrize(
    "text", ["D0000012", "IPPIN-S2", "IPPIN-C-0-20260302", "IPPIN-C-1-20261302", "IPPIN-C-9999999999-20260302"]
)
def test_other_barcodes_mean_nothing(text):
    """A letter's own number, or one that only looks like a sheet's, drops no page."""
    sink = io.BytesIO()
    page = canvas.Canvas(sink, (612, 792))
    code128.Code128(text, barWidth=1.5, barHeight=50).drawOn(page, 60, 600)
    page.save()
    assert barcodes.sheet(drawn(sink.getvalue())) is None


def test_sheets_that_contradict_each_other_are_no_sheet():
    """Two covers on one picture are left to a person."""
    page, other = drawn(sheets.cover(BATCH)), drawn(sheets.separators(1))
    page[1650:] = other[1650:]
    assert barcodes.sheet(page) is None


def test_what_a_cover_says_comes_back():
    """Written and read again."""
    assert sheet_codes.parse(sheet_codes.cover(31, DAY)) == Sheet(COVER, 31, DAY)


def test_the_pipeline_drops_sheets_and_counts_them():
    """A file of a cover and separators is read to its end without a document."""
    found = pipeline.read(sheets.separators(2))
    assert ([page.use for page in found.pages], found.documents, found.count) == (["separator"] * 2, [], 2)
