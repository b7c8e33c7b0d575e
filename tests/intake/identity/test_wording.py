"""A form of which only a drawing is on file is told by its words, and then a person keys it."""

import io

import cv2
import numpy as np
import pytest
from matplotlib import font_manager
from PIL import Image, ImageDraw, ImageFont

from intake import pipeline

TITLE = ["Department of the Treasury - Internal Revenue Service", "Application for an Identity Protection",
         "Personal Identification Number (IP PIN)"]  # fmt: skip
FOOT = "Catalog Number 73381K      www.irs.gov      Form 15227 (EN-SP) (Rev. {revision})"


def face(size: int) -> ImageFont.FreeTypeFont:
    """A typeface that our drawing of the form does not use."""
    return ImageFont.truetype(font_manager.findfont("DejaVu Serif"), size)


def paper(head: list[str], body: list[str], foot: str) -> np.ndarray:
    """A letter page at 300 dpi, set in another type and at other places than our drawing."""
    sheet = Image.new("L", (2550, 3300), 255)
    draw = ImageDraw.Draw(sheet)
    for row, line in enumerate(head):
        draw.text((1275, 130 + 90 * row), line, 0, face(54), "mm")
    for row, line in enumerate(body):
        draw.text((200, 900 + 130 * row), line, 0, face(40))
        draw.line((200, 990 + 130 * row, 2350, 990 + 130 * row), 0, 3)
    draw.text((1275, 3200), foot, 0, face(36), "mm")
    return np.asarray(sheet)


def document(image: np.ndarray):
    """What the reader makes of a file with that page."""
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG", dpi=(300, 300))
    (found,) = pipeline.read(file.getvalue()).documents
    return found


LINES = ["a. Last name", "First name", "b. Current mailing address", "d. SSN or ITIN", "e. Telephone number"]


def test_an_application_in_other_print_is_ours_and_not_read():
    """The office's real form differs from our drawing: form and revision are told, every field waits for a person."""
    file = io.BytesIO()
    Image.fromarray(paper(["Form 15227", *TITLE], LINES, FOOT.format(revision="1-2025"))).save(
        file, "PNG", dpi=(300, 300)
    )
    (document,) = pipeline.read(file.getvalue()).documents
    assert (document.form, document.revision, document.form_pages) == ("f15227", "2025-01", [1])
    assert "ALIGNMENT" in {finding.code for finding in document.findings}
    assert {(one.value, one.state) for one in document.fields.values()} == {(None, "illegible")}


@pytest.mark.parametrize(
    ("head", "foot"),
    [
        (["Form 15227", *TITLE], FOOT.format(revision="1-2026")),
        (["Form 15227", *TITLE], FOOT.format(revision="11-2021")),
        (["Form 14039", *TITLE], FOOT.format(revision="1-2025").replace("15227", "14039")),
        (["About your Form 15227 (Rev. 1-2025)", "Application for an Identity Protection PIN"], "Letter 4869C"),
        ([], "page 3"),
    ],
    ids=["a later revision", "a digit more", "another form", "a letter about it", "nothing"],
)  # fmt: skip
def test_words_that_are_nearly_ours_are_not_ours(head, foot):
    """A revision that is not on file, another form and a letter about ours are not taken."""
    assert document(paper(head, LINES, foot)).form is None


def test_light_and_leaning_print_is_still_told():
    """Office scans are gray and lean a little."""
    image = paper(["Form 15227", *TITLE], LINES, FOOT.format(revision="1-2021").replace("Rev. ", ""))
    lean = cv2.getRotationMatrix2D((1275, 1650), 0.7, 1.0)
    image = cv2.warpAffine(image, lean, image.shape[::-1], borderValue=255)
    found = document((image * 0.6 + 90).astype(np.uint8))
    assert (found.form, found.revision) == ("f15227", "2021-01")


@pytest.mark.parametrize("turned", [0, 1, 2, 3])
def test_a_letter_is_shown_the_right_way_up(turned):
    """A paper that is none of ours stands upright for the person who has to say what it is, however it was put in."""
    lines = ["Dear Sir or Madam, thank you for the papers that you sent", "We are still looking at what they mean"]
    sheet = paper(["Community Water Company", "Notice about your account"], lines, "Please keep this letter for later")
    file = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(np.rot90(sheet, -turned))).save(file, "PNG", dpi=(300, 300))
    (page,) = pipeline.read(file.getvalue()).pages
    assert page.rotation == (360 - 90 * turned) % 360
