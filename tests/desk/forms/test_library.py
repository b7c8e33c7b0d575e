"""Definitions are found by form and revision; an office's own come before those that ship."""

import pytest

from desk import errors, forms
from desk.forms import library


def test_an_office_definition_hides_the_shipped_one(tmp_path):
    """What an office adds under its home is used from then on; other homes keep the shipped form."""
    shipped = forms.load("f15227", "2025-01")
    own = shipped.model_copy(update={"title": "Ours", "facsimile": False})
    library.save(own, [forms.printed(shipped, 1), forms.printed(shipped, 2)], tmp_path / "forms")
    assert forms.load("f15227", "2025-01", tmp_path).title == "Ours"
    assert forms.load("f15227", "2025-01").title == shipped.title
    assert len(forms.all(tmp_path)) == len(forms.all())


def test_a_changed_file_is_read_again(tmp_path):
    """A corrected definition takes effect without a restart."""
    shipped = forms.load("f15227", "2025-01")
    for title in ("First", "The second"):
        library.save(shipped.model_copy(update={"title": title}), [], tmp_path / "forms")
        assert forms.load("f15227", "2025-01", tmp_path).title == title


@pytest.mark.parametrize(("form", "revision"), [("f1040", "1999"), ("f9", "2023"), ("..", "f1040"), ("f1040/..", "x")])
def test_an_unknown_form_is_named_and_nothing_outside_is_opened(form, revision):
    """A form that is not there is said to be missing, whatever its name tries."""
    with pytest.raises(errors.FormNotFound, match="forms list"):
        forms.load(form, revision)


@pytest.mark.parametrize(
    ("content", "place"),
    [("{}", "form"), ("not json", "JSON"), ('{"schema": 2}', "schema"), ("\xff", "JSON")],
)
def test_a_damaged_definition_says_where(tmp_path, content, place):
    """A file that fails its checks is refused with the place of the mistake."""
    path = tmp_path / "forms" / "f1" / "2026.json"
    path.parent.mkdir(parents=True)
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(errors.FormInvalid, match=place):
        forms.load("f1", "2026", tmp_path)


def test_a_file_under_the_wrong_name_is_refused(tmp_path):
    """A definition copied to another revision's name would misread that revision."""
    path = library.save(forms.load("f1040", "2023"), [], tmp_path / "forms")
    path.rename(path.with_name("2024.json"))
    with pytest.raises(errors.FormInvalid, match="another form or revision"):
        forms.load("f1040", "2024", tmp_path)


def test_a_missing_print_is_an_error_not_a_blank_page(tmp_path):
    """Alignment without the print would be a guess, so its absence is said."""
    library.save(forms.load("f1040", "2023"), [], tmp_path / "forms")
    definition = forms.load("f1040", "2023", tmp_path)
    with pytest.raises(errors.FormInvalid, match="print of page 1"):
        forms.printed(definition, 1)
    with pytest.raises(IndexError):
        forms.printed(definition, 3)


def test_the_shipped_folder_is_part_of_the_package():
    """The definitions lie beside the code that loads them."""
    assert library.SHIPPED.parent.name == "forms"
    assert list(library.SHIPPED.glob("f1040/*.json"))
