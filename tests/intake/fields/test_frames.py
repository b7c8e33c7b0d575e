"""A comb's frame is told from writing that happens to stand in step with it."""

import cv2
import numpy as np
import pytest

from desk import forms
from intake.fields import frames, zones

MARGIN = zones.MARGIN


def zone(draw) -> zones.Zone:
    """An IP PIN box on white paper, after `draw(image, edges, top, bottom)`."""
    width, height = 300, 50
    image = np.full((height + 2 * MARGIN, width + 2 * MARGIN), 245, np.uint8)
    draw(image, np.linspace(MARGIN, MARGIN + width, 7).round().astype(int), MARGIN, MARGIN + height)
    return zones.Zone(image, np.full_like(image, 255), MARGIN, (0.8, 0.6, 0.95, 0.62))


def comb(image, edges, top, bottom):
    """The frame as a PDF viewer prints it."""
    for at in edges:
        cv2.line(image, (int(at), top), (int(at), bottom), 30, 2)
    for at in (top, bottom):
        cv2.line(image, (int(edges[0]), at), (int(edges[-1]), at), 30, 2)


def ones(image, edges, top, bottom):
    """A number of ones, each a little shorter than the box, just where lines would be."""
    for at in edges:
        cv2.line(image, (int(at), top + 9), (int(at) + 2, bottom - 8), 20, 4)


@pytest.mark.parametrize(("draw", "framed"), [(comb, True), (ones, False)])
def test_only_lines_through_the_whole_box_are_a_frame(draw, framed):
    """What is taken for print is taken out of the writing, so it must be print."""
    field = forms.load("f1040", "2023").field("primary_ip_pin")
    before = zone(draw)
    assert (frames.add(before, field) is not before) == framed
