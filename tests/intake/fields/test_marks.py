"""Check boxes: ticked, empty, crossed out, in doubt."""

import cv2
import pytest

from desk import forms
from intake.fields import marks
from tests.intake import paper

STATUSES = [
    (str(year), value) for year in range(2020, 2026) for value in ("single", "joint", "separate", "head", "survivor")
]


def seen(revision: str, draw, seed: int = 0) -> dict[str, marks.Mark]:
    """The marks of the filing status of a return on which `draw(sheet, boxes)` drew."""
    definition = forms.load("f1040", revision)
    field = definition.field("filing_status")
    sheet = paper.printed(definition, field.page)
    draw(sheet, {value: option.box for value, option in field.options.items()})
    image, matrix = paper.scanned(sheet, seed)
    return {
        value: marks.look(paper.ink_in(image, matrix, definition, field.page, option.box, marks.MARGIN))
        for value, option in field.options.items()
    }


@pytest.mark.parametrize(("revision", "value"), STATUSES)
def test_the_ticked_box_is_the_value(revision: str, value: str):
    """A cross in one box of every year's form gives that status and no other, trusted."""
    found = marks.choose(seen(revision, lambda sheet, boxes: paper.cross(sheet, boxes[value])))
    assert found[:2] == (value, "read")


@pytest.mark.parametrize("revision", [str(year) for year in range(2020, 2026)])
def test_nothing_ticked_is_blank(revision: str):
    """An untouched row of boxes is blank."""
    assert marks.choose(seen(revision, lambda sheet, boxes: None))[:2] == (None, "blank")


def test_a_row_that_is_covered_is_not_blank():
    """Where a patch or a tear took the boxes themselves, nobody can say that none was ticked."""

    def patch(sheet, boxes):
        for box in boxes.values():
            x0, y0, x1, y1 = paper.pixels(box)
            sheet[y0 - 30 : y1 + 30, x0 - 30 : x1 + 30] = 255

    found = seen("2024", patch)
    assert marks.choose(found) == (None, "illegible", 0.3, [])
    assert marks.check(found["single"])[:2] == (None, "illegible")


def test_a_small_tick_counts():
    """A tick that fills little of its box is still a tick."""
    assert marks.choose(seen("2024", lambda sheet, boxes: paper.cross(sheet, boxes["head"], 0.5)))[:2] == (
        "head",
        "read",
    )


def test_two_ticks_are_never_trusted():
    """Two statuses ticked are a question for a person."""

    def both(sheet, boxes):
        paper.cross(sheet, boxes["single"])
        paper.cross(sheet, boxes["joint"])

    assert marks.choose(seen("2024", both))[1] == "suspect"


def scribble(sheet, box) -> None:
    x0, y0, x1, y1 = paper.pixels(box)
    for step in range(-14, 15, 4):
        middle = (y0 + y1) // 2 + step
        cv2.line(sheet, (x0 - 14, middle - 4), (x1 + 14, middle + 4), 20, 4)


def test_a_box_scribbled_over_is_crossed_out():
    """A mark that was taken back is not the value; the other mark is, in doubt."""

    def corrected(sheet, boxes):
        scribble(sheet, boxes["single"])
        paper.cross(sheet, boxes["joint"])

    found = seen("2024", corrected)
    assert found["single"].answer == "crossed_out"
    assert marks.choose(found)[:2] == ("joint", "suspect")


def test_dust_in_a_box_is_no_tick():
    """A speck does not tick a box."""

    def speck(sheet, boxes):
        x0, y0, x1, y1 = paper.pixels(boxes["joint"])
        cv2.circle(sheet, ((x0 + x1) // 2, (y0 + y1) // 2), 1, 0, -1)

    assert marks.choose(seen("2024", speck))[1] in ("blank", "suspect")
    assert seen("2024", speck)["joint"].answer != "marked"


def test_a_single_box_answers_yes_or_no():
    """A check of its own is yes when ticked and no when not; scribbled over it is in doubt."""
    assert marks.check(marks.Mark("marked", 0.99))[:2] == ("yes", "read")
    assert marks.check(marks.Mark("empty", 0.99))[:2] == ("no", "read")
    assert marks.check(marks.Mark("crossed_out", 0.9))[1] == "suspect"
