"""What is believed of a zone: empty boxes, writing beside them, faint and cramped writing, signatures."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from desk import forms
from desk.reading.found import FieldReading
from intake.fields import reading
from intake.stopwatch import Stopwatch
from tests.intake import paper

DEFINITION = forms.load("f1040", "2024")


def seen(draw) -> dict[str, FieldReading]:
    """The readings of page 2 of a return on which `draw(sheet)` drew."""
    sheet = paper.printed(DEFINITION, 2)
    draw(sheet)
    image, matrix = paper.scanned(sheet, noise=2.0)
    return reading.read(reading.Sheet(image, matrix, DEFINITION, 2, 1), Stopwatch())


def box(name: str) -> tuple[int, int, int, int]:
    return paper.pixels(DEFINITION.field(name).box)


def digits(sheet: np.ndarray, text: str, x: int, y: int, shade: int = 20) -> None:
    cv2.putText(sheet, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, 1.3, shade, 3, cv2.LINE_AA)


def test_an_empty_page_is_blank_but_for_nothing():
    """On an empty page every field is blank."""
    assert {one.state for one in seen(lambda sheet: None).values()} == {"blank"}


def test_a_number_beside_its_box_does_not_leave_it_blank():
    """A PIN written just under its box is for a person, never missing."""
    x0, _, _, y1 = box("spouse_ip_pin")

    def below(sheet):
        digits(sheet, "482913", x0 + 30, y1 + 34)

    assert seen(below)["spouse_ip_pin"].state in ("illegible", "suspect")


def test_faint_writing_is_never_trusted():
    """Numbers in weak pencil are at best a guess."""
    x0, _, _, y1 = box("primary_ip_pin")

    def faint(sheet):
        digits(sheet, "482913", x0 + 30, y1 - 10, shade=200)

    assert seen(faint)["primary_ip_pin"].state in ("suspect", "illegible")


def test_five_digits_are_never_trusted_as_six():
    """A PIN of five digits is no trusted PIN."""
    x0, _, _, y1 = box("primary_ip_pin")

    def five(sheet):
        digits(sheet, "48291", x0 + 30, y1 - 10)

    found = seen(five)["primary_ip_pin"]
    assert found.state != "blank"
    assert not (found.state == "read" and len(found.value) == 6)


def test_letters_in_a_number_box_are_not_trusted():
    """Words where a PIN belongs are no number."""
    x0, _, _, y1 = box("primary_ip_pin")

    def none(sheet):
        digits(sheet, "N/A", x0 + 30, y1 - 10)

    assert seen(none)["primary_ip_pin"].state in ("suspect", "illegible")


def test_a_signature_is_ink_over_its_line():
    """A scrawl signs, a speck does not."""
    x0, y0, x1, y1 = box("primary_signature")

    def signed(sheet):
        wave = [(x0 + 40 + 8 * i, (y0 + y1) // 2 + round(14 * np.sin(i / 2))) for i in range(50)]
        cv2.polylines(sheet, [np.array(wave, np.int32)], False, 40, 3, cv2.LINE_AA)
        cv2.circle(sheet, (box("spouse_signature")[0] + 200, box("spouse_signature")[3] - 20), 3, 0, -1)

    found = seen(signed)
    assert (found["primary_signature"].value, found["primary_signature"].state) == ("yes", "read")
    assert found["spouse_signature"].state == "blank"


def test_a_shadow_over_the_line_is_no_sure_signature():
    """What is dark all over its box may hide that nobody signed."""
    x0, y0, x1, y1 = box("primary_signature")

    def shaded(sheet):
        for row in range(y0, y1, 12):
            sheet[row : row + 8, x0:x1] = 40

    assert seen(shaded)["primary_signature"].state in ("suspect", "illegible")


def test_the_edge_of_a_shadow_is_no_sure_signature():
    """A line that runs through the whole box and beyond was drawn by nobody."""
    x0, y0, x1, y1 = box("primary_signature")

    def edge(sheet):
        sheet[y0 - 80 : y1 + 80, (x0 + x1) // 2 : x1 + 80] = np.minimum(
            sheet[y0 - 80 : y1 + 80, (x0 + x1) // 2 : x1 + 80], 90
        )

    assert seen(edge)["primary_signature"].state != "read"


def test_a_signature_may_be_printed_letter_by_letter():
    """Letters that do not touch sign as well as a sweep of the pen."""
    x0, y0, _, y1 = box("primary_signature")

    def printed(sheet):
        cv2.putText(sheet, "J. DOE", (x0 + 60, y1 - 12), cv2.FONT_HERSHEY_SIMPLEX, 1.4, 40, 3, cv2.LINE_AA)

    assert seen(printed)["primary_signature"].state == "read"


def test_a_signature_that_is_torn_off_is_nobodys():
    """Where the line for it is gone nobody knows whether somebody signed: a person looks, and none is proposed."""
    x0, y0, x1, y1 = box("primary_signature")

    def torn(sheet):
        sheet[y0 - 80 : y1 + 80, x0 - 80 : x1 + 80] = 255

    found = seen(torn)["primary_signature"]
    assert (found.value, found.state) == (None, "illegible")


@pytest.mark.parametrize(("number", "trusted"), [("4095550144", True), ("1095550144", False)])
def test_a_telephone_number_that_nobody_has_is_in_doubt(number: str, trusted: bool):
    """No area code begins with 1, however clearly it is typed (domain 1.6)."""
    application = forms.load("f15227", "2025-01")
    sheet = paper.printed(application, 1)
    x0, _, _, y1 = paper.pixels(application.field("phone").box)
    image = Image.fromarray(sheet)
    ImageDraw.Draw(image).text((x0 + 20, y1 - 46), number, font=ImageFont.load_default(38), fill=10)
    scanned, matrix = paper.scanned(np.asarray(image), noise=2.0)
    found = reading.read(reading.Sheet(scanned, matrix, application, 1, 1), Stopwatch())["phone"]
    assert (found.value, found.state == "read") == (number, trusted)


def test_a_page_that_must_not_be_read_has_only_illegible_fields():
    """Without a fit every field is there, without a value."""
    found = reading.unread(DEFINITION, 2, 7)
    assert {(one.value, one.state, one.page) for one in found.values()} == {(None, "illegible", 7)}
