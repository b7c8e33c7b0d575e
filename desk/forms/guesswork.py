"""Tells why a guess about a blank form is doubtful: its caption names another person, or it is far from its kind."""

import re
from collections.abc import Mapping, Sequence

from desk.forms.definition import Box
from desk.forms.mapping import MappedField
from desk.forms.widgets import Widget

_SOMEBODY_ELSE = re.compile(r"representative|preparer|designee|firm|parent|guardian|employer|last filed")
_TOGETHER = ("street", "apartment", "city", "state", "zip", "city_state_zip", "phone")
_APART = 90  # points between the lines of one address, including its telephone number


def doubts(fields: Mapping[str, MappedField], guesses: Mapping[str, str], widgets: Sequence[Widget]) -> dict[str, str]:
    """Field name → why a person should look at its guess before the form is used."""
    places = {name: place for name, one in fields.items() if (place := _place(one, widgets))}
    found = {name: "the line has no number of its own" for name, why in guesses.items() if "without a number" in why}
    for name, why in guesses.items():
        if name != "dependent" and (other := _SOMEBODY_ELSE.search(why)):
            found[name] = f"the caption speaks of somebody else (“{other[0]}”)"
        elif name in _TOGETHER and not _near(places.get("street"), places.get(name)):
            found[name] = "it does not stand near the street address"
    return found


def _place(field: MappedField, widgets: Sequence[Widget]) -> tuple[int, Box] | None:
    widget = next((one for one in widgets if one.name == field.widget), None)
    return (widget.page, widget.box) if widget else None


def _near(one: tuple[int, Box] | None, other: tuple[int, Box] | None) -> bool:
    if one is None or other is None:
        return True
    return one[0] == other[0] and abs(one[1][1] - other[1][1]) <= _APART
