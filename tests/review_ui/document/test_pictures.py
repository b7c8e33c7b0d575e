"""What leaves the desk as a picture: paint over secrets, veils, blind snippets."""

import io

import pytest
from PIL import Image, ImageChops

from desk.documents import masking
from review_ui.document import pictures
from tests.review_ui import paperwork
from tests.review_ui.seeded import CLERK


def fetch(client, path: str) -> Image.Image:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    assert answer.mimetype == "image/jpeg" and answer.headers["Cache-Control"] == "no-store"
    return Image.open(io.BytesIO(answer.data))


def strokes(image: Image.Image, box=(0.0, 0.0, 1.0, 1.0)) -> int:
    """How many dark points lie in a part of the picture."""
    cut = image.convert("L").crop(tuple(round(side * (image.width, image.height)[n % 2]) for n, side in enumerate(box)))
    return sum(cut.point(lambda gray: gray < 100).histogram()[1:])


def test_numbers_are_painted_over_in_page_images_until_asked_for(web_desk, papers, signed_in):
    """Before the look no stroke of the number is in the picture; after it the number is; for others it is not."""
    number, client = papers["doubtful"], signed_in("carla")
    path = f"/documents/{number}/pages/1.jpg"
    _, place = paperwork.box("f15227", "2025-01", "tin")
    assert strokes(fetch(client, path), place) == 0
    assert client.post(f"/documents/{number}/look/tin").status_code == 302
    assert strokes(fetch(client, path), place) > 50
    assert strokes(fetch(signed_in("dan"), path), place) == 0
    assert strokes(fetch(signed_in("ada"), path), place) == 0


def test_pin_boxes_are_painted_over_on_pages_and_in_snippets(papers, signed_in):
    """The PIN that a taxpayer wrote is not in the page image, nor in the snippet of the document page."""
    number, client = papers["wrong"], signed_in("dan")
    page, place = paperwork.box("f1040", "2025", "primary_ip_pin")
    assert strokes(fetch(client, f"/documents/{number}/pages/{page}.jpg"), place) == 0
    painted = fetch(client, f"/documents/{number}/snippets/primary_ip_pin.jpg")
    assert strokes(painted, (0.1, 0.35, 0.9, 0.65)) == 0


def test_the_auditor_may_not_look(papers, signed_in):
    """Reading documents is one right, uncovering numbers another."""
    assert signed_in("ada").post(f"/documents/{papers['wrong']}/look/primary_ssn").status_code == 403


def test_the_blind_snippet_shows_its_box_to_those_who_are_to_key_it(papers, signed_in):
    """Open for the box that waits; refused for boxes that do not, and for roles that do not key."""
    number = papers["wrong"]
    assert strokes(fetch(signed_in("dan"), f"/key/{number}/primary_ip_pin.jpg")) > 100
    assert signed_in("dan").get(f"/key/{number}/primary_ssn.jpg").status_code == 403
    assert signed_in("dan").get(f"/key/{papers['missing']}/primary_ip_pin.jpg").status_code == 403
    assert signed_in("ada").get(f"/key/{number}/primary_ip_pin.jpg").status_code == 403


def test_an_unknown_paper_is_veiled_until_asked_for(web_desk, papers, signed_in):
    """No dark stroke is left in the veiled page; after the recorded look the writing is there."""
    number, client = papers["unknown"], signed_in("dan")
    path = f"/documents/{number}/pages/1.jpg"
    assert strokes(fetch(client, path)) == 0
    client.post(f"/documents/{number}/look/{masking.WHOLE_PAGE}")
    assert strokes(fetch(client, path)) > 500


def test_pictures_of_nothing_are_not_found(papers, signed_in):
    """A page or field that does not exist is told so."""
    client = signed_in("dan")
    for path in ("pages/9.jpg", "snippets/no_such_field.jpg"):
        assert client.get(f"/documents/{papers['wrong']}/{path}").status_code == 404
    assert client.get("/documents/999/pages/1.jpg").status_code == 404


@pytest.fixture
def lined() -> bytes:
    """A page of dark lines all over."""
    image = Image.new("L", (1000, 1300), 255)
    for y in range(0, 1300, 4):
        image.paste(0, (0, y, 1000, y + 2))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def test_paint_covers_the_whole_box_and_a_margin(lined):
    """Handwriting strays over the printed lines, so the paint does too, and ends near the box."""
    plain = pictures.draw_page(lined, [])
    painted = pictures.draw_page(lined, [(0.4, 0.4, 0.6, 0.5)])
    x0, y0, x1, y1 = ImageChops.difference(plain, painted).getbbox()
    assert x0 <= 400 and y0 <= 520 - 15 and x1 >= 600 and y1 >= 650 + 15
    assert x0 >= 370 and y0 >= 490 and x1 <= 630 and y1 <= 680
    assert strokes(painted, (0.4, 0.4, 0.6, 0.5)) == 0


def test_a_veil_leaves_no_line_to_be_read(lined):
    """Neighboring lines melt into one gray."""
    veiled = pictures.draw_page(lined, None)
    assert veiled.getextrema()[1] - veiled.getextrema()[0] < 60


def test_a_snippet_keeps_every_stroke_and_leaves_empty_paper_out(lined):
    """A long field with a short entry becomes a short snippet that still holds the entry."""
    image = Image.new("L", (1000, 1300), 255)
    image.paste(0, (110, 210, 180, 230))
    file = io.BytesIO()
    image.save(file, "PNG")
    cut = pictures.draw_snippet(file.getvalue(), (0.1, 0.15, 0.9, 0.185), [])
    assert cut.height == pictures.SNIPPET_HEIGHT
    assert cut.width < 0.4 * 800 / 45 * cut.height
    assert strokes(cut) > 0.9 * 70 * 20 * (cut.height / 68) ** 2


def test_looks_are_on_record(web_desk, papers):
    """The desk knows what this clerk has uncovered just now."""
    masking.reveal(web_desk, papers["right"], "primary_ssn", CLERK)
    with web_desk.database.reading() as session:
        assert masking.uncovered(session, papers["right"], CLERK) == {"primary_ssn"}


def test_a_field_that_may_stand_anywhere_is_shown_as_the_page():
    """A page that does not lie on its form's print is keyed from the whole of it, large enough to read."""
    file = io.BytesIO()
    Image.new("L", (850, 1100), 255).save(file, "PNG")
    shown = pictures.draw_snippet(file.getvalue(), (0.0, 0.0, 1.0, 1.0), [])
    assert shown.height == pictures.WHOLE_HEIGHT and shown.width >= 800
