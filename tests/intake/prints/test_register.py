"""A page in the frame of a print: its pieces are those of the whole."""

import cv2
import numpy as np
import pytest

from intake.prints import register
from intake.prints.register import Frame

TILT = np.array([[1.49, 0.02, 11.3], [-0.02, 1.5, 7.8], [0, 0, 1]])
BEND = TILT + np.array([[0, 0, 0], [0, 0, 0], [2e-6, 1e-6, 0]])


@pytest.fixture(scope="module")
def page() -> np.ndarray:
    """Gray levels without a pattern."""
    noise = np.random.default_rng(5).integers(0, 256, (660, 510), np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 1.5)


@pytest.mark.parametrize("matrix", [TILT, BEND], ids=["turned", "in perspective"])
def test_a_piece_is_that_of_the_whole_page(page, matrix):
    """Inside, at the edges, and beyond them as an array has it; to a few gray levels, as places are rounded."""
    size, flags = (340, 440), cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    whole = register.soften(cv2.warpPerspective(page, matrix, size, flags=flags, borderValue=255))
    frame = Frame(page, matrix, size[::-1])
    for place in (np.s_[100:156, 90:146], np.s_[0:56, 300:340], np.s_[400:460, 0:50], np.s_[60:90, :]):
        assert frame[place].shape == whole[place].shape
        assert np.abs(frame[place].astype(int) - whole[place]).max() <= 4
    assert frame[450:460, 10:20].shape == whole[450:460, 10:20].shape == (0, 10)
