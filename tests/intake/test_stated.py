"""What a PDF states of its fields counts as read only where a person would see it on the page."""

from functools import partial

import pytest
from pypdf.generic import TextStringObject

from desk.reading.found import FieldReading
from intake import pipeline
from tests.intake import drawn
from tests.intake.drawn import ENTRIES


def read(data: bytes) -> dict[str, FieldReading]:
    """The fields of the one page of a file."""
    (document,) = pipeline.read(data).documents
    assert (document.form, document.revision, document.form_pages) == ("f1040", "2024", [1])
    return document.fields


def values(fields: dict[str, FieldReading]) -> dict[str, str]:
    """What is trusted to stand there, by field."""
    return {name: one.value for name, one in fields.items() if one.state == "read"}


def letterspaced(canvas) -> None:
    drawn.entries(canvas, charSpace=2)


def doubled(canvas) -> None:
    drawn.entries(canvas)
    canvas.translate(0.25, 0)
    drawn.entries(canvas)


def white(canvas) -> None:
    canvas.setFillGray(1)
    for field in ("spouse_last_name", "apartment"):
        drawn.write(canvas, field, "NONE")
    canvas.drawString(drawn.place("primary_last_name")[0] + 90, drawn.place("primary_last_name")[1] + 4, "LASTNAME")
    canvas.setFillGray(0)


def covered(canvas) -> None:
    for field in ("spouse_last_name", "apartment"):
        drawn.write(canvas, field, "NONE")
        drawn.cover(canvas, field)


@pytest.mark.parametrize(
    "data",
    [
        partial(drawn.page, drawn.entries),
        partial(drawn.page, doubled),
        partial(drawn.page, letterspaced),
        partial(drawn.page, drawn.entries, white),
        partial(drawn.page, drawn.entries, covered),
        partial(drawn.page, drawn.entries, partial(drawn.hidden, draw=white), edit=drawn.hide_layer),
        partial(drawn.page, drawn.entries, edit=drawn.sized(792, 1224, 1.4)),
        partial(drawn.page, drawn.entries, edit=drawn.sized(420, 595, 0.66)),
        partial(drawn.page, drawn.entries, edit=drawn.sized(595, 842, 0.93)),
        partial(drawn.page, drawn.entries, edit=drawn.in_units(2.5)),
        partial(drawn.page, drawn.entries, edit=drawn.turned(90)),
        partial(drawn.page, drawn.entries, edit=drawn.turned(180)),
        partial(drawn.page, drawn.entries, edit=drawn.turned(270)),
        partial(drawn.page, drawn.entries, edit=drawn.cropped),
        partial(drawn.page, widgets=True),
        partial(drawn.page, widgets=True, edit=drawn.lose_form),
        partial(drawn.page, widgets=True, edit=drawn.as_streams),
    ],
    ids=[
        "plain", "bold by printing twice", "letterspaced", "white words", "words under white", "a layer that is off",
        "tabloid", "A5", "A4", "user unit", "90", "180", "270", "cropped", "widgets", "no form", "streams",
    ],
)  # fmt: skip
def test_what_a_person_sees_is_read(data):
    """However the file is made, the entries that the page shows are read as they are, and nothing else is."""
    fields = read(data())
    assert values(fields) == ENTRIES
    assert {fields[name].state for name in ("spouse_last_name", "apartment", "spouse_ssn")} == {"blank"}


def corrected(canvas) -> None:
    drawn.cover(canvas, "primary_last_name")
    drawn.write(canvas, "primary_last_name", "BAUER")


def long_name(canvas) -> None:
    drawn.entries(canvas)
    drawn.cover(canvas, "primary_first_name")
    drawn.write(canvas, "primary_first_name", "MAXIMILIANA GUADALUPE ESPERANZA MARIA")


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        (partial(drawn.page, drawn.entries, corrected), "BAUER"),
        (partial(drawn.page, drawn.entries, edit=drawn.note("BAUER", "primary_last_name")), "BAUER"),
        (partial(drawn.page, drawn.entries, edit=drawn.note("BAUER", "primary_last_name", shown=False)), None),
        (partial(drawn.page, drawn.entries, edit=drawn.garble), "GRANT"),
        (partial(drawn.page, long_name), None),
        (partial(drawn.page, widgets=True, edit=drawn.state("primary_last_name", drawn.UNDECODABLE)), "GRANT"),
        (
            partial(drawn.page, widgets=True, edit=drawn.state("primary_last_name", TextStringObject("BAUER"))),
            "GRANT",
        ),
    ],
    ids=["painted over", "free text", "free text that is not drawn", "garbled", "overflow", "undecodable", "another"],
)
def test_what_is_not_what_it_is_said_to_be_is_in_doubt(data, shown):
    """A last name that the page shows otherwise, or not by itself, goes to a person with what is to be seen first."""
    found = read(data())["primary_last_name"]
    assert found.state == "suspect"
    assert shown in (None, found.value)


def test_a_value_that_not_every_reader_draws_is_no_blank():
    """A field that holds a value without an appearance is empty in one program and filled in another."""
    found = read(drawn.page(widgets=True, edit=drawn.without_look("primary_last_name", "GRANT")))
    assert found["primary_last_name"].state not in ("read", "blank")
