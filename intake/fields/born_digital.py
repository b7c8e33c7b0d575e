"""Pages that never were paper: what stands in a zone as characters or as a widget's value is exact and needs no reader.

Text is taken only where it can be seen, so that what is hidden in a file does not pass for what a person wrote.
"""

import re

import numpy as np

from desk.forms.definition import Field, FormDefinition
from intake.lexicon import amounts, dates
from intake.opening.raw import Char, RawPage
from intake.prints import register

_DIGITS = frozenset({"tin", "pin", "zip", "phone"})
_AMOUNT = re.compile(r"(?P<open>[(\-])?\$?(?P<whole>\d[\d,]*)?(?:\.(?P<cents>\d\d))?(?P<close>[)\-])?")
_SLACK = 1.5  # points around a zone that still count as inside
_GAP = 0.12  # of the height of a line: what is wider between two characters is a space


def written(raw: RawPage, definition: FormDefinition, form_page: int, matrix: np.ndarray) -> dict[str, str]:
    """The values of the page's fields as text, by name; fields of which the file says nothing are left out.

    `matrix` (3 × 3) leads from points of the definition to points of the page. A choice or check is given only
    where its widgets say it.
    """
    found = {}
    loose = _loose(raw, definition, form_page, matrix) if raw.text else []
    for field in definition.fields_on(form_page):
        value = _of_widgets(raw, field)
        if not value and not field.options and field.type not in ("check", "signature"):
            value = plain(_line(loose, field), field.type)
        if value:
            found[field.name] = value
    return found


def plain(text: str, kind: str) -> str:
    """A text as the desk keeps it: bare digits, whole dollars with sign, ISO dates; "" if nothing is left."""
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


def _loose(raw: RawPage, definition: FormDefinition, form_page: int, matrix: np.ndarray) -> list[Char]:
    """The page's characters in the definition's points, those of the print left out."""
    middles = np.array([[(char.box[0] + char.box[2]) / 2, (char.box[1] + char.box[3]) / 2] for char in raw.text])
    inverse = np.linalg.inv(matrix)
    places = register.project(inverse, middles)
    words = [(word.box, set(word.text)) for word in definition.page(form_page).words]
    boxes = np.array([box for box, _ in words]).reshape(-1, 4)
    kept = []
    for char, (x, y) in zip(raw.text, places, strict=True):
        over = (boxes[:, 0] - 1 <= x) & (x <= boxes[:, 2] + 1) & (boxes[:, 1] - 1 <= y) & (y <= boxes[:, 3] + 1)
        if not any(char.text in words[at][1] for at in np.flatnonzero(over)):
            half_x, half_y = (char.box[2] - char.box[0]) / 2, (char.box[3] - char.box[1]) / 2
            kept.append(Char(char.text, (x - half_x, y - half_y, x + half_x, y + half_y)))
    return kept


def _line(chars: list[Char], field: Field) -> str:
    """The characters inside a zone from left to right, with spaces where there are gaps."""
    x0, y0, x1, y1 = field.box
    inside = [char for char in chars if _is_in(char, (x0 - _SLACK, y0 - _SLACK, x1 + _SLACK, y1 + _SLACK))]
    inside.sort(key=lambda char: char.box[0])
    size = max((char.box[3] - char.box[1] for char in inside), default=0.0)
    text, end = "", None
    for char in inside:
        if end is not None and char.box[0] - end > _GAP * size:
            text += " "
        text += char.text
        end = char.box[2]
    return text


def _is_in(char: Char, box: tuple[float, float, float, float]) -> bool:
    x, y = (char.box[0] + char.box[2]) / 2, (char.box[1] + char.box[3]) / 2
    return box[0] <= x <= box[2] and box[1] <= y <= box[3]


def _dollars(text: str) -> str:
    """Whole dollars with sign, cents rounded; -0- is 0; "" for what is no amount."""
    if text == "-0-":
        return "0"
    shape = _AMOUNT.fullmatch(text.replace(" ", ""))
    if not shape:
        return ""
    return amounts.whole((shape["whole"] or "").replace(",", ""), shape["cents"], bool(shape["open"] or shape["close"]))
