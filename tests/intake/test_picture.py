"""Percentiles by counting are those by sorting."""

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
