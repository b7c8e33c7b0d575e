"""Scans in which dots stand for grey."""

import numpy as np
import pytest
from PIL import Image

from desk import forms
from intake import halftone
from tests.intake import degrade, paper


@pytest.fixture(scope="module")
def grey() -> np.ndarray:
    """A form on greyish paper, with pale pencil."""
    definition = forms.load("f1040", "2024")
    sheet = paper.printed(definition, 1)
    paper.write(sheet, definition.field("primary_ssn").box, darkness=0.4)
    return np.minimum(paper.scanned(sheet)[0], 236)


def dotted(image: np.ndarray) -> np.ndarray:
    """Black and white by error diffusion, as scanners do it in their mode for photographs."""
    return np.asarray(Image.fromarray(image).convert("1").convert("L"))


def test_dots_become_grey_again(grey):
    """What a stroke was is darker than the paper again, and the paper about as light as it was."""
    soft = halftone.soften(dotted(grey))
    apart = np.abs(soft.astype(int) - grey)
    assert apart.mean() < 20
    assert np.abs(dotted(grey).astype(int) - grey).mean() > 30


def test_other_scans_stay_as_they_are(grey):
    """Grey scans, fax lines and clean black and white have no lone dots to run together."""
    rng = np.random.default_rng(1)
    for image in (grey, degrade.bilevel(grey, rng), degrade.fax(grey, rng)):
        assert halftone.soften(image) is image
