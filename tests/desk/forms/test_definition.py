"""A definition says what it means and is refused when it contradicts itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from desk.forms import record
from desk.forms.definition import FormDefinition

PAGE = {"number": 1, "width": 612, "height": 792}
NAME = {"name": "last_name", "page": 1, "box": [10, 10, 90, 30], "type": "name"}


def definition(**changes):
    """A small valid definition with some keys changed."""
    plain = {
        "schema": 1,
        "form": "f1",
        "revision": "2026",
        "kind": "pin_application",
        "title": "A form",
        "pages": [PAGE],
        "fields": [NAME],
    }
    return FormDefinition.model_validate(plain | changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"color": "red"},
        {"kind": "letter"},
        {"kind": "tax_return"},
        {"form": "../etc"},
        {"pages": [PAGE | {"number": 2}]},
        {"fields": [NAME, NAME]},
        {"fields": [NAME | {"page": 2}]},
        {"fields": [NAME | {"box": [10, 10, 700, 30]}]},
        {"fields": [NAME | {"box": [90, 10, 10, 30]}]},
        {"fields": [NAME | {"ticks": [95]}]},
        {"fields": [NAME | {"comb": True}]},
        {"fields": [NAME | {"framed": True}]},
        {"fields": [NAME | {"type": "choice"}]},
        {"fields": [NAME | {"options": {"yes": {"box": [1, 1, 9, 9]}}}]},
        {"fields": []},
    ],
)
def test_a_contradiction_is_refused(changes):
    """Unknown keys, impossible boxes, doubled names and half-described fields never pass as a definition."""
    assert definition().field("last_name").page == 1
    with pytest.raises(ValidationError):
        definition(**changes)


def test_a_definition_cannot_be_changed():
    """A document keeps the definition that it was read with, so nobody may alter one in place."""
    with pytest.raises(ValidationError):
        definition().title = "Another"


def test_pages_are_counted_from_one():
    """Page 0 is a mistake, not the last page."""
    with pytest.raises(IndexError):
        definition().page(0)


lengths = st.integers(4, 1200).map(lambda quarters: quarters / 4)
texts = st.text(min_size=1, max_size=20)


@pytest.mark.long
@given(
    title=texts,
    words=st.lists(st.tuples(texts, lengths, lengths, st.booleans()), max_size=5),
    rules=st.lists(st.tuples(lengths, lengths), max_size=5),
    shade=st.sampled_from([None, 0.0, 0.5, 1.0]),
)
def test_what_is_written_is_what_is_read(title, words, rules, shade):
    """Any definition survives being written to its file and read again."""
    page = PAGE | {
        "words": [{"text": t, "box": [x, y, x + 5, y + 8], "size": 8, "bold": b} for t, x, y, b in words],
        "rules": [{"x0": x, "y0": y, "x1": x + 9, "y1": y, "thickness": 0.5} for x, y in rules],
        "boxes": [{"box": [1, 1, 2, 2], "shade": shade, "thickness": 0.5}],
    }
    made = definition(title=title, pages=[page])
    assert FormDefinition.model_validate_json(record.write(made)) == made
