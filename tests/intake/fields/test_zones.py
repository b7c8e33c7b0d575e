"""Zones are cut where the definition has them, and their places on the page are told right."""

import numpy as np

from desk import forms
from intake.fields import zones
from tests.intake import paper


def test_a_zone_of_an_unmoved_page_is_the_page_itself():
    """Through the identity at 300 dpi a crop equals the piece of the page, margin included."""
    definition = forms.load("f1040", "2024")
    sheet = paper.printed(definition, 1)
    box = (36.0, 72.0, 108.0, 96.0)
    zone = zones.cut(sheet, np.diag([paper.SCALE, paper.SCALE, 1.0]), zones.print_of(definition, 1), box)
    assert np.array_equal(zone.gray, sheet[300 - 24 : 400 + 24, 150 - 24 : 450 + 24])
    assert zone.printed.shape == zone.gray.shape


def test_the_print_lies_under_a_moved_page():
    """On a turned and shifted scan the crop and its print agree to a pixel."""
    definition = forms.load("f1040", "2023")
    image, matrix = paper.scanned(paper.printed(definition, 1), seed=5, noise=2.0)
    zone = zones.cut(image, matrix, zones.print_of(definition, 1), definition.field("primary_ssn").box)
    seen, printed = zone.gray < 128, zone.printed < 128
    assert (seen & printed).sum() > 0.8 * printed.sum()


def test_the_place_is_the_box_in_fractions_of_the_page():
    """A place runs from the top left to the bottom right in fractions, whatever the resolution."""
    assert zones.place((3300, 2550), np.diag([paper.SCALE, paper.SCALE, 1.0]), (61.2, 79.2, 122.4, 158.4)) == (
        0.1,
        0.1,
        0.2,
        0.2,
    )


def test_a_place_never_leaves_the_page():
    """A box that a bad fit throws off the page is cut to it."""
    shifted = np.array([[4.0, 0, -500.0], [0, 4.0, -500.0], [0, 0, 1.0]])
    assert zones.place((1000, 1000), shifted, (10.0, 10.0, 500.0, 500.0)) == (0.0, 0.0, 1.0, 1.0)
