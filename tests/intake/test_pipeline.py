"""The whole way from bytes to readings, on sheets drawn from the definitions."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from desk import errors, forms
from desk.documents import looks
from desk.models import Page
from intake import pipeline
from tests.intake import paper

VALUES = {"primary_first_name": "LENA K", "primary_last_name": "WHITFIELD", "city": "SPRINGFIELD", "state": "IL"}
NUMBERS = {"primary_ssn": "400001107", "zip": "62701", "primary_ip_pin": "482913"}


def sheets(
    revision: str = "2024", values: dict[str, str] = VALUES | NUMBERS, status: str = "single"
) -> list[np.ndarray]:
    """Both pages of a typed return at 300 dpi, signed by the primary taxpayer."""
    definition = forms.load("f1040", revision)
    font = ImageFont.load_default(36)
    made = []
    for page in (1, 2):
        sheet = paper.printed(definition, page)
        for field in definition.fields_on(page):
            if field.type == "choice":
                paper.cross(sheet, field.options[status].box)
            if field.name == "primary_signature":
                paper.write(sheet, field.box)
        image = Image.fromarray(sheet)
        for field in definition.fields_on(page):
            if field.name in values:
                x0, y0, _, _ = paper.pixels(field.box)
                ImageDraw.Draw(image).text((x0 + 8, y0 + 8), values[field.name], font=font, fill=10)
        made.append(np.asarray(image))
    return made


def tiff(*images: np.ndarray) -> bytes:
    """A multi-page TIFF at 300 dpi."""
    pages = [Image.fromarray(image) for image in images]
    buffer = io.BytesIO()
    pages[0].save(buffer, "TIFF", save_all=True, append_images=pages[1:], compression="tiff_lzw", dpi=(300, 300))
    return buffer.getvalue()


@pytest.fixture(scope="module")
def reading() -> pipeline.FileReading:
    """A typed return, read."""
    return pipeline.read(tiff(*(paper.scanned(sheet, seed)[0] for seed, sheet in enumerate(sheets()))))


def test_a_return_is_one_document_of_two_pages(reading):
    """Form, revision and pages are told from the print."""
    (one,) = reading.documents
    assert (one.form, one.revision, one.pages, one.form_pages, one.findings) == ("f1040", "2024", [1, 2], [1, 2], [])


def test_every_field_of_the_form_is_answered(reading):
    """Both pages together give each field of the definition once, in its order."""
    names = [field.name for field in forms.load("f1040", "2024").fields]
    assert sorted(reading.documents[0].fields) == sorted(names)


@pytest.mark.parametrize(("name", "value"), [*VALUES.items(), *NUMBERS.items(), ("filing_status", "single")])
def test_what_was_typed_is_read(reading, name: str, value: str):
    """Typed values come back as written."""
    assert reading.documents[0].fields[name].value == value


@pytest.mark.parametrize("name", ["spouse_ssn", "spouse_ip_pin", "spouse_signature", "apartment", "refund"])
def test_what_is_empty_is_blank(reading, name: str):
    """Fields that nobody filled are blank and have no value."""
    field = reading.documents[0].fields[name]
    assert (field.value, field.state) == (None, "blank")


def test_a_field_tells_where_it_stands(reading):
    """Boxes are fractions of the upright page and pages count from 1 in the file."""
    field = reading.documents[0].fields["primary_ip_pin"]
    assert field.page == 2
    assert all(0 <= low < high <= 1 for low, high in zip(field.box[:2], field.box[2:], strict=True))
    assert field.box[0] == pytest.approx(504 / 612, abs=0.03)


def test_the_seconds_of_each_stage_are_told(reading):
    """Every stage that ran is timed."""
    assert {"open", "pages", "identify", "align", "zones", "digits"} <= set(reading.seconds)


def test_a_return_upside_down_reads_the_same(reading):
    """Turning the paper changes no value."""
    turned = pipeline.read(tiff(*(np.rot90(paper.scanned(sheet, seed)[0], 2) for seed, sheet in enumerate(sheets()))))
    assert [page.rotation for page in turned.pages] == [180, 180]
    assert turned.documents[0].fields["primary_ssn"].value == NUMBERS["primary_ssn"]


def rows(read: pipeline.FileReading) -> list[Page]:
    """The pages of a reading as the desk keeps their looks."""
    (document,) = read.documents
    looks = {page.number: page.look for page in read.pages}
    return [
        Page(form_page=form_page, look=looks[number])
        for number, form_page in zip(document.pages, document.form_pages, strict=True)
    ]


def test_the_same_paper_looks_the_same_and_another_does_not(reading):
    """A second scan, turned and paler, shows the same writing; another number in one box is another paper."""
    again = pipeline.read(tiff(np.rot90(paper.scanned(255 - (255 - sheets()[1]) // 4 * 3, 5)[0], 2)))
    other = pipeline.read(tiff(paper.scanned(sheets(values=VALUES | NUMBERS | {"primary_ip_pin": "915520"})[1], 6)[0]))
    assert (looks.likeness(rows(reading), rows(again)) or 0) >= looks.ALIKE
    assert (looks.likeness(rows(reading), rows(other)) or 1) < looks.ALIKE


def test_a_return_drawn_in_dots_is_read():
    """A scanner's mode for photographs: what was typed is read, what is pale is not called blank."""
    pale = [np.where(sheet < 60, 150, sheet).astype(np.uint8) for sheet in sheets()]
    dots = [np.asarray(Image.fromarray(np.minimum(sheet, 236)).convert("1").convert("L")) for sheet in pale]
    (one,) = pipeline.read(tiff(*dots)).documents
    assert {name: one.fields[name].value for name in NUMBERS} == NUMBERS
    assert not [name for name in VALUES if one.fields[name].state == "blank"]
    assert one.fields["filing_status"].value == "single"


def test_two_returns_and_a_blank_page_in_one_file():
    """A file falls into its returns; a blank page is in none, and every page is told as soon as it is read."""
    first, second, seen = sheets(), sheets("2022", VALUES), []
    data = tiff(*first, np.full((3300, 2550), 250, np.uint8), *second)
    found = pipeline.read(data, seen=lambda count, page, _: seen.append((count, page.number, page.use)))
    assert [(one.revision, one.pages) for one in found.documents] == [("2024", [1, 2]), ("2022", [4, 5])]
    assert [finding.code for finding in found.documents[0].findings] == []
    assert [page.use for page in found.pages] == ["document", "document", "blank", "document", "document"]
    assert (found.count, seen) == (5, [(5, page.number, page.use) for page in found.pages])


def test_a_damaged_page_is_a_document_for_a_person():
    """It is neither dropped as blank nor read: the mailroom is told, and the page before it goes on without it."""
    found = pipeline.read(tiff(*sheets())[:-9999])
    assert [(page.use, page.quality) for page in found.pages] == [("document", []), ("document", ["damaged"])]
    first, second = found.documents
    assert [finding.code for finding in (*first.findings, *second.findings)] == ["PAGE_MISSING", "DAMAGED"]
    assert (second.form, second.pages, second.fields) == (None, [2], {})


def test_a_paper_that_is_none_of_ours_has_no_form():
    """Lines of a letter are a document without form and fields."""
    letter = np.full((3300, 2550), 255, np.uint8)
    for line in range(30):
        cv2.putText(letter, "We write to you about your account " * 2, (300, 400 + 80 * line), 0, 1.4, 0, 3)
    (one,) = pipeline.read(tiff(letter)).documents
    assert (one.form, one.revision, one.fields) == (None, None, {})


def test_a_page_that_does_not_lie_right_gives_no_values():
    """A page torn so that it cannot be laid on the print is never read through: no field has a value."""
    page = sheets()[0]
    bent = page.copy()
    for row in range(0, 3300, 60):
        bent[row : row + 60] = np.roll(page[row : row + 60], round(60 * np.sin(row / 300)), axis=1)
    for one in pipeline.read(tiff(bent)).documents:
        assert all(field.value is None and field.state == "illegible" for field in one.fields.values())


def test_a_file_that_is_no_picture_cannot_be_read():
    """What cannot be opened is said with a code."""
    with pytest.raises(errors.Unreadable) as refused:
        pipeline.read(b"not a picture")
    assert refused.value.code == "not_supported"


def test_messages_carry_no_values():
    """Findings speak of fields and never of what stands in them."""
    found = pipeline.read(tiff(sheets()[0])).documents
    assert [finding.code for finding in found[0].findings] == ["PAGE_MISSING"]
    assert not any(value in finding.message for finding in found[0].findings for value in NUMBERS.values())
