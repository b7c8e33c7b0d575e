"""Scans in which dots stand for gray."""

import cv2
import numpy as np
import pytest
from PIL import Image

from desk import forms
from intake.pages import halftone
from tests.intake import degrade, paper


@pytest.fixture(scope="module")
def gray() -> np.ndarray:
    """A form on grayish paper, with pale pencil."""
    definition = forms.load("f1040", "2024")
    sheet = paper.printed(definition, 1)
    paper.write(sheet, definition.field("primary_ssn").box, darkness=0.4)
    return np.minimum(paper.scanned(sheet)[0], 236)


def dotted(image: np.ndarray) -> np.ndarray:
    """Black and white by error diffusion, as scanners do it in their mode for photographs."""
    return np.asarray(Image.fromarray(image).convert("1").convert("L"))


def test_dots_become_gray_again(gray):
    """Where a pale stroke was it is darker than the paper again, and the paper is all but even."""
    soft, stroke = halftone.soften(dotted(gray)), cv2.erode((gray < 190).astype(np.uint8), np.ones((3, 3))) > 0
    paper_ = cv2.erode((gray > 225).astype(np.uint8), np.ones((9, 9))) > 0
    assert soft[paper_].mean() - soft[stroke].mean() > 60
    assert soft[paper_].std() < 0.5 * dotted(gray)[paper_].std()


def noisy(shade: int, ink: int, noise: float) -> np.ndarray:
    """A page of lines of print on paper of that shade."""
    page = np.full((1100, 850), shade, np.int16)
    page[100:1000:20, 100:750] = ink
    return np.clip(page + np.random.default_rng(2).normal(0, noise, page.shape), 0, 255).astype(np.uint8)


def test_other_scans_stay_as_they_are(gray):
    """Gray scans, pale or dark, fax lines, dust and clean black and white have no dots to run together."""
    rng = np.random.default_rng(1)
    dust = np.where(rng.random((1100, 850)) < 0.001, 0, 255).astype(np.uint8)
    for image in (
        gray,
        degrade.bilevel(gray, rng),
        degrade.fax(gray, rng),
        dust,
        noisy(240, 125, 4),
        noisy(150, 20, 12),
    ):
        assert halftone.soften(image) is image
