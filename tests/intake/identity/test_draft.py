"""A return on a draft of the form is told from one on the form itself."""

import cv2
import numpy as np
import pytest

from desk import forms
from intake.identity import draft
from intake.opening import file as opening
from intake.opening.raw import RawPage
from intake.pages import upright
from tests.intake import degrade, drawn, paper

RETURN = forms.load("f1040", "2024")


def looked_at(sheet: np.ndarray) -> bool:
    """What is said of a sheet (uint8 gray, 300 dpi) that went through an office scanner."""
    image, _ = degrade.scan(sheet, np.random.default_rng(3), degrade.LEVELS["office"])
    raw = RawPage(1, image, 200)
    return draft.is_draft(raw, upright.upright(raw))


@pytest.mark.parametrize(("letters", "found"), [("DRAFT AS OF|May 7, 2024|DO NOT FILE", True), ("", False)])
@pytest.mark.parametrize("page", [1, 2])
def test_gray_words_across_the_print_make_a_draft(letters, found, page):
    """The letters lie under the print and the white boxes; gray boxes of the form itself are no letters."""
    sheet = paper.printed(RETURN, page)
    under = np.full_like(sheet, 255)
    for row, line in enumerate(letters.split("|")):
        cv2.putText(under, line, (350, 1250 + 330 * row), cv2.FONT_HERSHEY_SIMPLEX, 6.5, 190, 34)
    cv2.rectangle(under, (350, 2600), (900, 2900), 200, -1)
    assert looked_at(np.minimum(sheet, under)) == found


@pytest.mark.parametrize(("words", "found"), [("DO NOT FILE", True), ("Do not staple", False)])
def test_the_words_of_a_pdf_make_a_draft(words, found):
    """However pale the words are printed."""

    def draw(canvas) -> None:
        drawn.entries(canvas)
        canvas.setFillGray(0.97)
        canvas.setFont("Helvetica", 60)
        canvas.drawString(100, 300, words)

    (raw,) = opening.open_file(drawn.page(draw))
    assert draft.is_draft(raw, upright.upright(raw)) == found
