"""Percentiles by counting are those by sorting; pages are kept as files that show what was scanned."""

import cv2
import numpy as np
import pytest

from intake import picture


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (40, 300), (661, 509)])
def test_percentiles_are_those_that_numpy_finds(shape):
    """Of any picture, every second row and column of one among them, to the last fraction."""
    rng = np.random.default_rng(shape[0])
    image = np.clip(rng.normal(200, 60, shape), 0, 255).astype(np.uint8)
    shares = (0, 0.05, 1.5, 50, 80, 99.5, 100)
    for seen in (image, image[::2, ::2]):
        assert picture.percentiles(seen, *shares) == pytest.approx(np.percentile(seen, shares))


def test_a_black_and_white_page_is_kept_to_the_pixel():
    """In one bit a pixel, whatever is on it."""
    page = np.where(np.random.default_rng(1).random((330, 255)) > 0.1, 255, 0).astype(np.uint8)
    kept = picture.encoded(page)
    assert np.array_equal(picture.decoded(kept), page) and len(kept) < page.size / 8


@pytest.mark.parametrize("place", [(0, 0), (200, 101)])
def test_a_gray_page_is_kept_as_people_see_it(place):
    """As good as the scan, in a third of the room that all its noise would take; one gray spot makes a page gray."""
    rng = np.random.default_rng(2)
    page = np.where(rng.random((330, 255)) > 0.1, 255, 0).astype(np.uint8)
    page[place] = 128
    assert picture.encoded(page)[:3] == b"\xff\xd8\xff"
    scan = np.clip(cv2.GaussianBlur(page, (0, 0), 2) + rng.normal(0, 6, page.shape), 0, 255).astype(np.uint8)
    kept = picture.encoded(scan)
    assert np.abs(picture.decoded(kept).astype(int) - scan).mean() < 3
    assert len(kept) < len(cv2.imencode(".png", scan)[1]) / 1.5
