"""Words whose letters stand in a rule, or that run over the end of their box, are told from those that do not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from desk import forms
from intake.fields import bounds
from tests.intake import paper

DEFINITION = forms.load("f1040", "2024")
BOX = DEFINITION.field("primary_first_name").box


def written(text: str, left: int, foot: int):
    """The ink in the box of the first name, typed `left` px from its left end, `foot` px above its rule; and the
    print there."""
    x0, _, _, y1 = paper.pixels(BOX)
    image = Image.fromarray(paper.printed(DEFINITION, 1))
    font = ImageFont.load_default(42)
    ImageDraw.Draw(image).text((x0 + left, y1 - foot), text, font=font, fill=0, anchor="ls")
    sheet = np.asarray(image)
    matrix = np.diag([paper.SCALE, paper.SCALE, 1.0])
    seen = paper.ink_in(sheet, matrix, DEFINITION, 1, BOX)
    return seen, seen.form


@pytest.mark.parametrize("text", ["MARIA", "Virginia", "IRIS J"])
@pytest.mark.parametrize(("foot", "rests"), [(-3, True), (0, True), (2, True), (12, False), (16, False)])
def test_letters_that_stand_in_the_rule_are_told(text, foot, rests):
    """A few pixels over the rule is how people type; in it, an I may look like a T."""
    assert bounds.rest_on_rule(*written(text, 12, foot)) == rests


@pytest.mark.parametrize(("left", "over"), [(12, False), (300, False), (700, True), (-60, True)])
def test_text_that_runs_over_an_end_is_told(left, over):
    """Text that reaches beyond its box on either side is not all in it."""
    ink, _ = written("GUADALUPE", left, 14)
    assert bounds.run_over(ink) == over
