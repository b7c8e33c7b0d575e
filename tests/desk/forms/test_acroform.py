"""A blank fillable PDF and a map make a definition; anything less is refused in words."""

import pytest

from desk import errors
from desk.forms import acroform, mapping, widgets

FIELDS = {
    "last_name": {"type": "name", "widget": "last"},
    "language": {"type": "choice", "options": {"en": {"widget": "en"}, "es": {"widget": "es"}}},
    "signature": {"type": "signature", "page": 1, "box": [38, 242, 334, 270]},
}


def define(pdf, **changes):
    """The definition of that PDF with the map above, some of its fields changed."""
    form_map = mapping.FormMap(title="A form", identify=[["Form 99999"]], fields=FIELDS | changes)
    return acroform.define(pdf, form_map, "f99999", "2026-01", "pin_application")


def test_zones_come_from_the_widgets(fillable):
    """A widget's rectangle, counted from the foot of the page, becomes a box counted from its top."""
    field = define(fillable).field("last_name")
    assert field.box == pytest.approx((38, 122, 298, 140))
    assert (field.page, field.widget) == (1, "last")


def test_a_choice_knows_the_widget_and_the_on_state_of_each_value(fillable):
    """What has to be set in the PDF to tick a value is part of the definition."""
    field = define(fillable).field("language")
    assert {value: (option.widget, option.on_state) for value, option in field.options.items()} == {
        "en": ("en", "Yes"),
        "es": ("es", "Yes"),
    }
    assert field.box == pytest.approx((36, 182, 160, 192), abs=1)


def test_what_is_printed_is_kept(fillable):
    """Words, boxes and identifying texts of the blank are in the definition."""
    page = define(fillable).page(1)
    assert [word.text for word in page.words][:2] == ["Last", "name"]
    assert page.identify == ("Form 99999",)
    assert any(shape.box == pytest.approx((36, 102, 300, 142)) for shape in page.boxes)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first_name": {"type": "name", "widget": "nobody"}}, "0 widgets are called nobody"),
        ({"first_name": {"type": "name"}}, "first_name: give a widget, or a page and a box"),
        ({"zip": {"type": "zip", "page": 1, "box": [500, 10, 700, 30]}}, "zip: the box leaves the page"),
    ],
)
def test_a_map_that_does_not_fit_says_which_field(fillable, changes, said):
    """The office that wrote the map learns what to correct."""
    with pytest.raises(errors.FormInvalid, match=said):
        define(fillable, **changes)


def test_a_pdf_without_widgets_is_refused(unfillable):
    """A flat PDF cannot say where its fields are, and the error says what to do."""
    with pytest.raises(errors.FormHasNoFields, match="fillable edition"):
        define(unfillable)


@pytest.mark.parametrize("junk", [b"", b"not a pdf", b"%PDF-1.7\n", b"%PDF-1.7\n%%EOF\n" * 3])
def test_junk_is_refused(junk):
    """Bytes that are no PDF are refused, not stumbled over."""
    with pytest.raises(errors.Unreadable):
        widgets.widgets(junk)
    with pytest.raises(errors.Unreadable):
        acroform.pages(junk)


def test_a_map_reads_back_as_written(tmp_path):
    """The map that is kept beside a new form can be corrected and given again."""
    form_map = mapping.FormMap(title='A "quoted" title – é', identify=[["Form 99999"], []], fields=FIELDS)
    path = tmp_path / "map.toml"
    path.write_text(mapping.text(form_map), encoding="utf-8")
    assert mapping.load(path) == form_map


@pytest.mark.parametrize("wrong", ["title = ", 'color = "red"', "[fields.x]\ntype = 'ssn'"])
def test_a_wrong_map_is_refused(tmp_path, wrong):
    """A map with a slip in its TOML, an unknown key or an unknown type is not used."""
    path = tmp_path / "map.toml"
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(errors.FormInvalid, match=r"map\.toml"):
        mapping.load(path)
