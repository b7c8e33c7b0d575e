"""The shipped forms: their fields, zones and prints are those of the real paper."""

import io

import pytest
from PIL import Image

from desk import forms
from desk.forms import library, shipping

RETURN = {
    *("primary_first_name", "primary_last_name", "primary_ssn", "spouse_first_name", "spouse_last_name", "spouse_ssn"),
    *("street", "apartment", "city", "state", "zip", "filing_status"),
    *("adjusted_gross_income", "refund", "amount_owed", "primary_ip_pin", "spouse_ip_pin"),
    *("primary_signature", "spouse_signature", "signature_date"),
}
APPLICATION = {
    *("last_name", "first_name", "middle_name", "street", "city", "state", "zip", "tin", "phone", "language"),
    *("signature", "signature_date"),
}
YEARS = [str(year) for year in range(2020, 2026)]
OTHERS = [("f1040", "2019"), ("f1040nr", "2025"), ("f1040sr", "2023"), ("f1040x", "2024-02"), ("f14039", "2024-05")]
STATUSES = ["single", "joint", "separate", "head", "survivor"]
SHIPPED = [(item.form, item.revision) for item in forms.all()]


@pytest.fixture(params=SHIPPED, ids="-".join)
def definition(request):
    """Each shipped definition in turn."""
    return forms.load(*request.param)


def test_every_promised_form_ships():
    """Seven years of Form 1040, its sisters, Form 14039 and two revisions of Form 15227 need no set-up."""
    promised = [("f1040", year) for year in YEARS] + [("f15227", "2021-01"), ("f15227", "2025-01")] + OTHERS
    assert sorted(promised) == SHIPPED


def test_the_field_names_are_the_agreed_ones(definition):
    """Files, JSON and database share these names."""
    names = [field.name for field in definition.fields]
    if definition.kind == "tax_return":
        assert set(names) == _of_return(definition.form, definition.revision)
        assert list(definition.field("filing_status").options) == _statuses(definition.form)
        assert definition.tax_year == (None if definition.form == "f1040x" else int(definition.revision))
    elif definition.kind == "theft_affidavit":
        assert set(names) == APPLICATION
        assert list(definition.field("language").options) == ["en", "es"]
        assert not definition.facsimile
    else:
        guardian = {"dependent"} if definition.revision == "2025-01" else set()
        assert set(names) == APPLICATION | guardian
        assert list(definition.field("language").options) == ["en", "es"]
        assert definition.facsimile


def _of_return(form, revision):
    """The names that a return of that form has; to 2019 city, state and ZIP code stand in one box."""
    if revision == "2019":
        return RETURN - {"city", "state", "zip"} | {"city_state_zip"}
    if form == "f1040nr":
        return {name for name in RETURN if not name.startswith("spouse")}
    return RETURN | {"tax_year"} if form == "f1040x" else RETURN


def _statuses(form):
    return ["single", "separate", "survivor", "estate", "trust"] if form == "f1040nr" else STATUSES


def test_every_print_is_a_small_letter_page_at_200_dots(definition):
    """The print of a page is 1700 by 2200 dots, mostly white, and at most 72 kB."""
    for page in definition.pages:
        png = forms.printed(definition, page.number)
        image = Image.open(io.BytesIO(png))
        assert image.size == (1700, 2200)
        assert len(png) <= 72 * 1024
        ink = image.convert("L").histogram()[0] / (1700 * 2200)
        assert 0.02 < ink < 0.12


def test_no_two_zones_overlap(definition):
    """A mark in one field is never read as part of another."""
    for page in definition.pages:
        boxes = [field.box for field in definition.fields_on(page.number)]
        for index, a in enumerate(boxes):
            for b in boxes[index + 1 :]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_every_zone_is_empty_paper(definition):
    """Where people write there is no print, apart from comb ticks and the edges of boxes to tick."""
    for field in definition.fields:
        if field.options or field.type == "check":
            continue
        image = Image.open(io.BytesIO(forms.printed(definition, field.page))).convert("L")
        x0, y0, x1, y1 = field.box
        inner = [round(edge * 200 / 72) for edge in (x0 + 2, y0 + 2, x1 - 2, y1 - 2)]
        crop = image.crop(inner)
        dark = crop.histogram()[0] / (crop.width * crop.height)
        assert dark < (0.05 if field.ticks else 0.03), field.name


def test_every_tick_box_is_drawn_where_the_option_is(definition):
    """Each option's box has its four printed edges, so a tick is looked for in the right square."""
    for field in (field for field in definition.fields if field.options):
        image = Image.open(io.BytesIO(forms.printed(definition, field.page))).convert("L")
        for option in field.options.values():
            x0, y0, x1, y1 = (round(edge * 200 / 72) for edge in option.box)
            assert image.crop((x0 + 4, y0 + 4, x1 - 4, y1 - 4)).getextrema() == (255, 255)
            for edge in ((x0 - 2, y0, x0 + 3, y1), (x1 - 3, y0, x1 + 2, y1)):
                assert image.crop(edge).resize((1, y1 - y0), Image.Resampling.BOX).getextrema()[1] < 255


@pytest.mark.parametrize("year", YEARS)
def test_the_ip_pin_stands_on_page_2_and_the_names_on_page_1(year):
    """Page 2, which holds the IP PIN, has neither name nor number; both numbers are combs of nine and six."""
    definition = forms.load("f1040", year)
    for name in ("primary_ip_pin", "spouse_ip_pin"):
        pin = definition.field(name)
        assert (pin.page, pin.cells, pin.comb, pin.framed, pin.ticks) == (2, 6, True, True, ())
        assert (round(pin.box[0]), round(pin.box[2]), round(pin.box[3] - pin.box[1])) == (504, 576, 12)
    for name in ("primary_ssn", "spouse_ssn"):
        number = definition.field(name)
        assert (number.page, number.cells, number.comb, len(number.ticks)) == (1, 9, True, 2)
    assert {f.type for f in definition.fields_on(2)} == {"amount", "pin", "signature", "date"}


# from the table of rectangles that came with the blanks: bottom edges, points from the foot of the page
@pytest.mark.parametrize(
    ("year", "ssn", "spouse_ssn", "pin", "spouse_pin"),
    [
        ("2020", 666, 642, 288, 258),
        ("2021", 666, 642, 258, 228),
        ("2022", 660, 636, 300, 270),
        ("2023", 690, 666, 300, 270),
        ("2024", 690, 666, 300, 270),
        ("2025", 684, 660, 126, 96),
    ],
)
def test_the_numbers_stand_where_each_year_prints_them(year, ssn, spouse_ssn, pin, spouse_pin):
    """Every year moved its boxes; each definition follows its own year."""
    definition = forms.load("f1040", year)
    feet = [792 - definition.field(n).box[3] for n in ("primary_ssn", "spouse_ssn", "primary_ip_pin", "spouse_ip_pin")]
    assert feet == pytest.approx([ssn, spouse_ssn, pin, spouse_pin], abs=0.1)


def test_the_box_letters_of_form_15227_moved():
    """In 1-2021 box c is the TIN; in 1-2025 it is the guardian's mark and the TIN is box d."""
    for revision, letter in (("2021-01", "c."), ("2025-01", "d.")):
        definition = forms.load("f15227", revision)
        x0, y0, x1, y1 = definition.field("tin").box
        above = [w for w in definition.page(1).words if y0 - 40 < w.box[1] < y0 and w.box[0] < x1]
        assert above[0].text == letter
        assert above[1].text == "Taxpayer"


@pytest.mark.parametrize("revision", ["2021-01", "2025-01"])
def test_the_number_boxes_of_form_15227_are_large_enough_to_write_in(revision):
    """TIN and telephone boxes are at least 18 points high; the TIN is divided three, two, four."""
    definition = forms.load("f15227", revision)
    tin, phone = definition.field("tin"), definition.field("phone")
    assert min(tin.box[3] - tin.box[1], phone.box[3] - phone.box[1]) >= 18
    cell = (tin.box[2] - tin.box[0]) / 9
    assert tin.ticks == pytest.approx([tin.box[0] + 3 * cell, tin.box[0] + 5 * cell])


@pytest.mark.parametrize(
    ("revision", "income"),
    [("2021-01", "equal to or less than $72,000"), ("2025-01", "below $84,000")],
)
def test_the_income_limit_printed_is_the_revisions_own(revision, income):
    """1-2021 prints an inclusive limit, 1-2025 a strict one, each with its amount."""
    text = " ".join(word.text for word in forms.load("f15227", revision).page(1).words)
    assert income in text


def test_each_page_prints_the_texts_that_identify_it(definition):
    """Every identifying text is really printed on its page, and no other page has the same set."""
    pages = [(item.form, item.revision, page) for item in forms.all() for page in item.pages]
    for page in definition.pages:
        assert page.identify
        assert all(printed(page, text) for text in page.identify)
        others = [p for f, r, p in pages if (f, r, p.number) != (definition.form, definition.revision, page.number)]
        assert not any(all(printed(other, text) for text in page.identify) for other in others)


def printed(page, text):
    """Whether the page prints that text, spaces aside."""
    return "".join(text.split()) in "".join(word.text for word in page.words).replace(" ", "")


@pytest.mark.long
def test_the_shipped_files_are_what_the_blanks_give(blanks, tmp_path):
    """Nothing was edited by hand: blanks, maps and layouts give the shipped bytes again."""
    made = [*shipping.ship_blanks(blanks, tmp_path), *shipping.ship_layouts(tmp_path)]
    assert len(made) == len(SHIPPED)
    for path in made:
        shipped = library.SHIPPED / path.relative_to(tmp_path)
        assert path.read_text() == shipped.read_text()
        for page in range(1, len(forms.load(path.parent.name, path.stem).pages) + 1):
            name = f"{path.stem}-{page}.png"
            made_page = Image.open(path.with_name(name))
            assert made_page.tobytes() == Image.open(shipped.with_name(name)).tobytes()
