"""The pages made from the code are current, and say what the code says."""

import xml.etree.ElementTree as ET

import pytest

from checks import arrows, module_map, pages, picture, sources


def test_the_pages_made_from_the_code_are_current():
    """After a change to a docstring or to the table of arrows: ./run map."""
    assert pages.stale() == [], "run: ./run map"


def test_writing_the_pages_makes_them_current(tmp_path):
    """Missing or changed pages are written, current ones are left alone."""
    assert pages.write(tmp_path) == list(pages.PAGES)
    (tmp_path / "docs" / "module-map.md").write_text("by hand")
    assert pages.write(tmp_path) == ["docs/module-map.md"]
    assert pages.write(tmp_path) == []


def test_the_map_names_every_module_once():
    """No module is missing, none stands in two places."""
    text = module_map.page()
    for path in sources.files(*arrows.FLOORS):
        if path.name != "__init__.py":
            assert text.count(f"](../{path.relative_to(sources.ROOT).as_posix()})") == 1


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Who may sign in. And more.", "Who may sign in."),
        ("Weights (domain 1.2–1.5): see `desk.pins`.", "Weights (domain 1.2–1.5): see `desk.pins`."),
        ("Who is this? Candidates.", "Who is this?"),
        ("No period", "No period"),
    ],
)
def test_the_first_sentence_ends_at_its_period(text, first):
    """Periods in numbers and names end nothing."""
    assert module_map.first_sentence(text) == first


def test_the_picture_shows_every_package_that_ships():
    """Each package of the table has a box with its name."""
    words = {element.text for element in ET.fromstring(picture.svg()).iter("{http://www.w3.org/2000/svg}text")}
    assert words >= {name for folder in picture.FOLDERS for row in arrows.FLOORS[folder] for name in row.split()}
    assert set(picture.FOLDERS) == set(sources.PRODUCT)
