"""Proposes a map for a blank PDF that has none: each field from its caption.

The captions are data (captions.toml). A proposal is a guess for a person to check, never a fact: it names the caption
of every field, the doubtful guesses with reasons, and the fields that were not found.
"""

import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desk.forms import captions, guesswork, widgets
from desk.forms.definition import Box, PageDefinition
from desk.forms.mapping import FormMap, MappedField, MappedOption
from desk.forms.widgets import Widget
from desk.program.words import FormKind

_CAPTIONS = tomllib.loads(Path(__file__).with_name("captions.toml").read_text(encoding="utf-8"))
_FORM_NUMBER = re.compile(r"Form \d{3,5}(?:-[A-Z]+)?(?: \([^)]{2,16}\)){0,2}")
_PAGE_NUMBER = re.compile(r"Page \d+")
_FEWEST = 3  # check boxes that form one of many choices; not every form prints each of them


@dataclass(frozen=True)
class Proposal:
    """A proposed map, the reason for each guess, why some are doubtful, and the fields that were not found."""

    form_map: FormMap
    guesses: dict[str, str]
    doubts: dict[str, str]
    missing: tuple[str, ...]


def entries(kind: FormKind) -> list[dict]:
    """Return the usual captions of the fields of that kind of form, from captions.toml."""
    return _CAPTIONS[kind]


def propose(pdf: bytes, pages: tuple[PageDefinition, ...], kind: FormKind) -> Proposal:
    """Guesses where the fields of that kind of form are; raises errors.FormHasNoFields."""
    free = widgets.widgets(pdf)
    fields: dict[str, MappedField] = {}
    guesses: dict[str, str] = {}
    for entry in _CAPTIONS[kind]:
        if entry.get("instead") in fields:
            continue
        guess = _WAYS[entry["by"]](entry, pages, free, fields)
        if guess:
            mapped, guesses[entry["name"]] = guess
            fields[entry["name"]] = mapped
            free = [widget for widget in free if widget.name != mapped.widget]
    missing = tuple(
        entry["name"]
        for entry in _CAPTIONS[kind]
        if entry["name"] not in fields and not entry.get("rare") and entry.get("instead") not in fields
    )
    form_map = FormMap(kind=kind, identify=[_identify(page) for page in pages], fields=fields)
    return Proposal(form_map, guesses, guesswork.doubts(fields, guesses, widgets.widgets(pdf)), missing)


def _by_cell(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    for widget in (widget for widget in free if widget.kind in ("/Tx", "/Ch")):
        text = captions.in_cell(pages[widget.page - 1], widget.box) or widget.tooltip.lower()
        if re.search(entry["pattern"], text):
            return _mapped(entry, widget=widget.name), f"caption “{text[:60]}”"
    return None


def _by_row(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    """The widget farthest to the right in the phrase's line, or in the line below where the text runs on.

    A line that has its number is an entry of the form; one without is a heading or a sentence, and only a guess.
    """
    found = []
    for page in pages:
        for phrase in captions.phrases(page, entry["pattern"]):
            level = (phrase[1] + phrase[3]) / 2
            near = [w for w in _right_of(phrase, page, free) if -1 < w.box[3] - level < 26]
            if near:
                best = min(near, key=lambda w: (round(abs(w.box[3] - 6 - level) / 12), -w.box[0]))
                line = captions.number_of_line(page, phrase)
                found.append((not line, page.number, best, f"line {line or 'without a number'} on page {page.number}"))
    if not found:
        return None
    _, _, widget, why = min(found, key=lambda one: one[:2])
    return _mapped(entry, widget=widget.name), f"{why}: “{entry['pattern']}”"


def _by_beside(entry: dict, pages, free: list[Widget], _fields) -> tuple[MappedField, str] | None:
    """The first widget to the right of the phrase, in its line."""
    for page in pages:
        for phrase in captions.phrases(page, entry["pattern"]):
            level = (phrase[1] + phrase[3]) / 2
            near = [w for w in _right_of(phrase, page, free) if w.box[1] - 1 < level < w.box[3] + 1]
            if near:
                best = min(near, key=lambda w: w.box[0])
                return _mapped(entry, widget=best.name), f"beside “{entry['pattern']}” on page {page.number}"
    return None


def _right_of(phrase: Box, page: PageDefinition, free: list[Widget]) -> list[Widget]:
    return [w for w in free if w.page == page.number and w.kind == "/Tx" and w.box[0] > phrase[2] - 5]


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
    if len(found) < min(_FEWEST, len(wanted)):
        return None
    why = "check boxes " + ", ".join(f"“{pattern}”" for value, pattern in wanted.items() if value in found)
    if "options" not in entry:
        return _mapped(entry, widget=found[""].name), why
    options = {value: MappedOption(widget=found[value].name) for value in wanted if value in found}
    return _mapped(entry, options=options), why


def _by_place(entry: dict, pages, free: list[Widget], fields) -> tuple[MappedField, str] | None:
    """A widget under the caption if there is one, otherwise the ruled cell below the caption's words."""
    beside = next((mapped for mapped in fields.values() if mapped.type == "signature"), None)
    for page in reversed(pages) if entry["type"] == "signature" else pages:
        for phrase in captions.phrases(page, entry["pattern"]):
            x0, y0, x1, y1 = captions.panel(page, phrase)
            if entry["type"] == "date" and not (beside and beside.page == page.number and y0 < beside.box[3] <= y1 + 1):
                continue
            if entry["type"] == "signature":  # the text to the left of the caption belongs to the line
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


_WAYS: dict[str, Callable] = {
    "cell": _by_cell,
    "row": _by_row,
    "beside": _by_beside,
    "tick": _by_tick,
    "place": _by_place,
}
