"""Reads pages that were never paper: the values of fields from characters or widgets in the file.

Values are returned as the file states them, except for text without ink on the page image. Whether the image agrees is
judged when the field is read (`stated`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from desk.forms.boxes import Box, from_edges
from desk.forms.definition import Field, FormDefinition
from intake.fields import lines
from intake.fields.lines import Line
from intake.lexicon import amounts, dates
from intake.opening.raw import Char, RawPage
from intake.prints import register

_DIGITS = frozenset({"tin", "pin", "zip", "phone"})
_AMOUNT = re.compile(r"(?P<open>[(\-])?\$?(?P<whole>\d[\d,]*)?(?:\.(?P<cents>\d\d))?(?P<close>[)\-])?")
_PRINT = 1.0  # points around a printed word that still belong to it
_BAND, _INSET = (0.35, 0.75), 0.05  # shares of a character's box from its top and sides: every letter has ink there
_STANDS_OUT = 30  # gray levels by which ink is darker than the paper around it


@dataclass(frozen=True)
class Statements:
    """The values of fields that the file states: `values` by field name; `doubted`: the names of fields, stated or not,
    whose text must not be trusted."""

    values: dict[str, str]
    doubted: frozenset[str] = frozenset()


NOTHING = Statements({})
"""The statements of a scan."""


def stated(raw: RawPage, definition: FormDefinition, form_page: int, matrix: np.ndarray) -> Statements:
    """Return the values that the file states for the page's fields; fields without a statement are left out.

    `matrix` (3 × 3) maps points of the definition to points of the page. A choice or check comes only from its widgets.
    Text is doubted if it runs out of its box or through other text, or if PDF readers show its place differently.
    """
    values: dict[str, str] = {}
    doubted: set[str] = set()
    fields = definition.fields_on(form_page)
    loose = list(_loose(raw, raw.text, definition, form_page, matrix)) if raw.text else []
    unshown = _places(raw.unshown, np.linalg.inv(matrix))
    for field in fields:
        value = _of_widgets(raw, field)
        line = lines.within(loose, field.box) if _is_text(field) and not value else Line("")
        value = value or plain(line.text, field.type)
        if value:
            values[field.name] = value
        if line.doubted or any(_overlap(field.box, place) for place in unshown):
            doubted.add(field.name)
    return Statements(values, frozenset(doubted))


def _is_text(field: Field) -> bool:
    return not field.options and field.type not in ("check", "signature")


def _overlap(box: Box, place: np.ndarray) -> bool:
    return bool(box[0] < place[2] and place[0] < box[2] and box[1] < place[3] and place[1] < box[3])


def plain(text: str, kind: str) -> str:
    """Return a text in the desk's form: bare digits, whole dollars with sign, ISO dates; "" if nothing is left."""
    text = " ".join(text.split())
    if kind in _DIGITS:
        return "".join(re.findall(r"[0-9]", text))
    if kind == "amount":
        return _dollars(text)
    return (dates.iso(text) or text) if kind == "date" else text


def _of_widgets(raw: RawPage, field: Field) -> str:
    if field.options:
        on = [
            value
            for value, option in field.options.items()
            if option.widget and raw.widgets.get(option.widget) == option.on_state
        ]
        return on[0] if len(on) == 1 and on else ""
    value = raw.widgets.get(field.widget or "", "")
    if field.type == "check":
        return "yes" if value and value == field.on_state else ""
    return plain(value, field.type)


def _loose(
    raw: RawPage, text: tuple[Char, ...], definition: FormDefinition, form_page: int, matrix: np.ndarray
) -> Iterator[Char]:
    """Yield the characters in and beside the zones, in points of the definition, without print and inkless text."""
    places = _places([char.box for char in text], np.linalg.inv(matrix))
    words = [(word.box, set(word.text)) for word in definition.page(form_page).words]
    boxes = np.array([box for box, _ in words]).reshape(-1, 4)
    rows = [(field.box[1] - lines.SLACK, field.box[3] + lines.SLACK) for field in definition.fields_on(form_page)]
    middles = (places[:, 1] + places[:, 3]) / 2
    near = np.any([(top <= middles) & (middles <= foot) for top, foot in rows], axis=0)
    for index in np.flatnonzero(near):
        char, place = text[index], places[index]
        x, y = (place[0] + place[2]) / 2, middles[index]
        across = (boxes[:, 0] - _PRINT <= x) & (x <= boxes[:, 2] + _PRINT)
        over = across & (boxes[:, 1] - _PRINT <= y) & (y <= boxes[:, 3] + _PRINT)
        if not any(char.text in words[at][1] for at in np.flatnonzero(over)) and _is_seen(raw, char):
            yield Char(char.text, from_edges(map(float, place)))


def _places(boxes: Sequence[Box], inverse: np.ndarray) -> np.ndarray:
    """Map boxes from points of the page to points of the definition (n × 4), however the page is turned."""
    x0, y0, x1, y1 = np.array(boxes, float).reshape(-1, 4).T
    corners = np.stack([[x0, y0], [x1, y0], [x1, y1], [x0, y1]]).transpose(2, 0, 1)
    led = register.project(inverse, corners.reshape(-1, 2)).reshape(-1, 4, 2)
    return np.hstack([led.min(axis=1), led.max(axis=1)])


def _is_seen(raw: RawPage, char: Char) -> bool:
    """Whether the image shows ink where every letter or digit has some; it may be ink that covers the character."""
    if not char.text.isalnum():
        return True
    x0, y0, x1, y1 = (side * raw.dpi / 72 for side in char.box)
    wide, high = x1 - x0, y1 - y0
    if wide <= high:  # for letters turned on their side, the band with ink is not known
        y0, y1 = y0 + _BAND[0] * high, y0 + _BAND[1] * high
    inset = _INSET * wide
    part = raw.image[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0 + inset)) : max(0, round(x1 - inset))]
    around = raw.image[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0 - wide)) : max(0, round(x1 + wide))]
    return not part.size or int(part.min()) <= int(around.max()) - _STANDS_OUT


def _dollars(text: str) -> str:
    """Whole dollars with sign, cents rounded; -0- is 0; "" for a text that is not an amount."""
    if text == "-0-":
        return "0"
    shape = _AMOUNT.fullmatch(text.replace(" ", ""))
    if not shape:
        return ""
    return amounts.whole((shape["whole"] or "").replace(",", ""), shape["cents"], bool(shape["open"] or shape["close"]))
