"""A page for people: upright as it is read, with the pixels of its scan."""

import cv2
import numpy as np
import pytest

from desk import forms
from intake import picture
from intake.opening.raw import RawPage
from intake.pages import upright
from intake.prints import shelf


@pytest.fixture(scope="module")
def scan() -> np.ndarray:
    """A form at 200 dpi in black and white."""
    drawn = picture.decoded(forms.printed(forms.load("f1040", "2024"), 1))
    return np.where(drawn > 150, 255, 0).astype(np.uint8)


@pytest.mark.parametrize(("dpi", "turns"), [(200, 2), (300, 0)])
def test_the_picture_of_a_page_keeps_the_pixels_of_its_scan(scan, dpi, turns):
    """Turned, but not resized: what a scanner made black and white stays so."""
    image = scan if dpi == 200 else cv2.resize(scan, None, fx=1.5, fy=1.5, interpolation=cv2.INTER_NEAREST)
    page = upright.upright(RawPage(1, np.ascontiguousarray(np.rot90(image, turns)), dpi), shelf.on_file())
    assert np.array_equal(page.shown, image)
    assert page.image.shape[0] == pytest.approx(3300, abs=3)


def test_a_page_turned_by_its_words_shows_the_turned_picture(scan):
    """Picture and image keep together, so that a field's place is the same share of both."""
    page = upright.upside_down(upright.upright(RawPage(1, scan, 200), shelf.on_file()))
    assert np.array_equal(page.shown, scan[::-1, ::-1])


def test_the_picture_of_a_photographed_sheet_is_the_flattened_one():
    """Its own pixels show the table around the sheet, and lie elsewhere than its fields."""
    photo = np.full((3300, 2550), 60, np.uint8)
    corners = np.array([[300, 260], [2290, 340], [2380, 3000], [190, 2920]], np.int32)
    cv2.fillConvexPoly(photo, corners, 250)
    cv2.putText(photo, "a letter", (700, 1500), cv2.FONT_HERSHEY_SIMPLEX, 8, 20, 20)
    page = upright.upright(RawPage(1, photo, 300))
    assert page.shown is page.image and page.shown[10:200, 10:200].min() > 200
