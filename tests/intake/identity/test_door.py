"""What the mailroom is told of a page while its paper is still on the table."""

import cv2
import numpy as np
import pytest

from intake import pipeline
from tests.intake import paper
from tests.intake.test_pipeline import sheets, tiff


def faults(image: np.ndarray) -> list[str]:
    """The faults of a page as a file of its own."""
    return pipeline.read(tiff(image)).pages[0].quality


@pytest.fixture(scope="module")
def sheet() -> np.ndarray:
    """A return's first page as a scanner sees it."""
    return paper.scanned(sheets()[0])[0]


def test_a_good_page_has_no_fault(sheet):
    """Nobody is sent back to the scanner for nothing."""
    assert faults(sheet) == []


def test_a_page_cut_off_is_said(sheet):
    """A recognized form whose boxes reach over the edge was not scanned whole."""
    assert "cut_off" in faults(sheet[:, : 2550 - 330])


def test_a_short_sheet_that_is_none_of_ours_is_doubted(sheet):
    """Two thirds of a letter page may be the rest of one."""
    assert "cut_off" in faults(sheet[:2300])


def test_a_page_beyond_use_is_askew(sheet):
    """What leans so far that it cannot be told is to be scanned again."""
    matrix = cv2.getRotationMatrix2D((1275, 1650), 14, 1)
    assert "skewed" in faults(cv2.warpAffine(sheet, matrix, (2550, 3300), borderValue=250))


def test_a_blurred_page_is_said(sheet):
    """Out of focus."""
    assert "blurred" in faults(cv2.GaussianBlur(sheet, (0, 0), 9))


@pytest.mark.parametrize("black", [3300, 2000], ids=["all", "most"])
def test_a_black_page_is_not_blank(black):
    """Where a lid stood open or a lamp failed there may be a paper: a person looks."""
    page = np.full((3300, 2550), 250, np.uint8)
    page[:black] = 8
    (one,) = pipeline.read(tiff(page)).pages
    assert one.use == "document" and "dark" in one.quality


def test_a_dark_and_a_light_page_are_said(sheet):
    """Too little light, too little ink."""
    assert "dark" in faults((sheet * 0.3).astype(np.uint8))
    assert "pale" in faults((250 - (255 - sheet) * 0.16).astype(np.uint8))
