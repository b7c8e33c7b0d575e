"""Proposes a map for a blank PDF that has none: each field from its caption.

The captions are data (captions.toml). A proposal is a guess to be checked, never a fact: it says for every
field which caption it is based on, and which fields were not found.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk.forms import captions, widgets
from desk.forms.definition import PageDefinition
from desk.forms.mapping import FormMap, MappedField, MappedOption
from desk.forms.widgets import Widget

_CAPTIONS = tomllib.loads(Path(__file__).with_name("captions.toml").read_text(encoding="utf-8"))
_FORM_NUMBER = re.compile(r"Form \d{3,5}(?:-[A-Z]+)?(?: \([^)]{2,16}\)){0,2}")
_PAGE_NUMBER = re.compile(r"Page \d+")


@dataclass(frozen=True)
class Proposal:
    """A proposed map, what each guess is based on, and the fields for which nothing was found."""

    form_map: FormMap
    guesses: dict[str, str]
    missing: tuple[str, ...]


def propose(pdf: bytes, pages: tuple[PageDefinition, ...], kind: str) -> Proposal:
    """Guesses where the fields of that kind of form are; raises errors.FormHasNoFields."""
    free = widgets.widgets(pdf)
    fields: dict[str, MappedField] = {}
    guesses: dict[str, str] = {}
    for entry in _CAPTIONS[kind]:
        guess = _WAYS[entry["by"]](entry, pages, free, fields)
        if guess:
            mapped, guesses[entry["name"]] = guess
            fields[entry["name"]] = mapped
            free = [widget for widget in free if widget.name != mapped.widget]
    missing = tuple(entry["name"] for entry in _CAPTIONS[kind] if entry["name"] not in fields)
    form_map = FormMap(identify=[_identify(page) for page in pages], fields=fields)
    return Proposal(form_map, guesses, missing)


def _by_cell(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    for widget in (widget for widget in free if widget.kind == "/Tx"):
        text = captions.in_cell(pages[widget.page - 1], widget.box) or widget.tooltip.lower()
        if re.search(entry["pattern"], text):
            return _mapped(entry, widget=widget.name), f"caption “{text[:60]}”"
    return None


def _by_row(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    """The widget farthest to the right on the phrase's line, or on the next line if the text continues there."""
    for page in pages:
        for phrase in captions.phrases(page, entry["pattern"]):
            level = (phrase[1] + phrase[3]) / 2
            right = [w for w in free if w.page == page.number and w.kind == "/Tx" and w.box[0] > phrase[2] - 5]
            near = [w for w in right if -1 < w.box[3] - level < 26]
            if near:
                best = min(near, key=lambda w: (round(abs(w.box[3] - 6 - level) / 12), -w.box[0]))
                return _mapped(entry, widget=best.name), f"line “{entry['pattern']}” on page {page.number}"
    return None


def _by_tick(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    ticks = [widget for widget in free if widget.kind == "/Btn"]
    wanted = entry.get("options") or {"": entry["pattern"]}
    found: dict[str, Widget] = {}
    for tick in ticks:
        others = [other.box for other in ticks if other.page == tick.page]
        text = captions.right_of(pages[tick.page - 1], tick.box, others)
        value = next((value for value, pattern in wanted.items() if re.search(pattern, text)), None)
        if value is not None:
            found.setdefault(value, tick)
    if len(found) < len(wanted):
        return None
    why = "check boxes " + ", ".join(f"“{pattern}”" for pattern in wanted.values())
    if "options" not in entry:
        return _mapped(entry, widget=found[""].name), why
    options = {value: MappedOption(widget=found[value].name) for value in wanted}
    return _mapped(entry, options=options), why


def _by_place(entry: dict, pages, free: list[Widget], fields) -> tuple[MappedField, str] | None:
    """A widget under the caption if there is one, else the ruled cell below the caption's words."""
    beside = next((mapped for mapped in fields.values() if mapped.type == "signature"), None)
    for page in reversed(pages) if entry["type"] == "signature" else pages:
        for phrase in captions.phrases(page, entry["pattern"]):
            x0, y0, x1, y1 = captions.panel(page, phrase)
            if entry["type"] == "date" and not (beside and beside.page == page.number and y0 < beside.box[3] <= y1 + 1):
                continue
            if entry["type"] == "signature":  # what is printed to the left of the caption points to the line
                x0 = max(x0, round(phrase[0] - 1, 2))
            box = (x0, round(phrase[3] - 1, 2), x1, y1)
            if 8 <= box[3] - box[1] < 60 and x1 - x0 < 450:
                return _mapped(
                    entry, page=page.number, box=box
                ), f"the cell below “{entry['pattern']}” on page {page.number}"
    return None


def _mapped(entry: dict, **place) -> MappedField:
    return MappedField(type=entry["type"], required=entry.get("required", False), label=entry.get("label", ""), **place)


def _identify(page: PageDefinition) -> list[str]:
    text = " ".join(word.text for line in captions.lines(page) for word in line).replace(" )", ")")
    numbers = sorted(_FORM_NUMBER.findall(text), key=lambda number: "(" not in number)
    return numbers[:1] + _PAGE_NUMBER.findall(text)[:1]


_WAYS: dict[str, Callable] = {"cell": _by_cell, "row": _by_row, "tick": _by_tick, "place": _by_place}
