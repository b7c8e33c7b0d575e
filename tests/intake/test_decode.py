"""Bytes to pages: every kind of file that the door takes for a scan is opened."""

import io

import numpy as np
import pytest
from PIL import Image

from desk import media
from intake import open as opening


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
