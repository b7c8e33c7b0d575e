"""A comb's frame is told from writing that happens to stand in step with it."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from desk import forms
from intake.fields import frames, ink, zones

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


def box(image, edges, top, bottom):
    """The frame as a PDF library draws it, a little inside of the box."""
    cv2.rectangle(image, (int(edges[0]) + 2, top + 2), (int(edges[-1]) - 2, bottom - 2), 50, 3)


def thin_box(image, edges, top, bottom):
    """A thin frame above a rule of the form."""
    cv2.rectangle(image, (int(edges[0]) + 1, top + 1), (int(edges[-1]) - 1, bottom - 3), 90, 1)
    cv2.line(image, (0, bottom + 2), (image.shape[1], bottom + 2), 0, 2)


def rules(image, edges, top, bottom):
    """What a form prints itself: a line above and a line below."""
    for at in (top, bottom):
        cv2.line(image, (0, at), (image.shape[1], at), 0, 2)


def ones(image, edges, top, bottom):
    """A number of ones, each a little shorter than the box, just where lines would be."""
    for at in edges:
        cv2.line(image, (int(at), top + 9), (int(at) + 2, bottom - 8), 20, 4)


@pytest.mark.parametrize(
    ("draw", "framed"), [(comb, True), (box, True), (thin_box, True), (rules, False), (ones, False)]
)
def test_only_lines_through_the_whole_box_are_a_frame(draw, framed):
    """What is taken for print is taken out of the writing, so it must be print."""
    field = forms.load("f1040", "2023").field("primary_ip_pin")
    before = zone(draw)
    assert (frames.add(before, field) is not before) == framed


@pytest.mark.parametrize("name", ["primary_ip_pin", "primary_last_name", "refund"])
@pytest.mark.parametrize("draw", [box, thin_box])
def test_an_empty_frame_is_blank(name, draw):
    """Whatever field a frame is drawn around, there is nothing in it; what stands in it is still seen."""
    field, before = forms.load("f1040", "2023").field(name), zone(draw)
    form = np.full_like(before.printed, 255)
    if draw is thin_box:
        cv2.line(form, (0, 50 + MARGIN + 2), (form.shape[1], 50 + MARGIN + 2), 0, 2)
    for text, presence in (("", "blank"), ("7", "written")):
        cv2.putText(before.gray, text, (MARGIN + 20, MARGIN + 40), 0, 1.2, 20, 3)
        with_frame = frames.add(replace(before, printed=form), field)
        tone = ink.Tone(245, 10, 1)
        assert ink.separate(before.gray, with_frame.printed, tone, MARGIN, form).presence() == presence
