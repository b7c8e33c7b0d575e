"""Weighs the readings of ZIP code, state, and city together, because each one predicts the others.

Postal data weights the candidates and never replaces the writing: an address that contradicts itself stays as written,
and in doubt.
"""

from collections.abc import Set

from desk.matching import names
from desk.reading.found import FieldReading
from intake.fields import together as joint
from intake.lexicon import lists

FIELDS = ("zip", "state", "city")
# The likelihood ratio of two entries being together rather than apart, if postal data joins them and if it does not.
_STATE, _NO_STATE = 30.0, 0.02
_CITY, _NO_CITY = 30.0, 0.3
_SAME_AREA = 0.5  # share of the misread ZIP codes that still begin with the right digits


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """Return the readings of a page; those of its address get their joint probabilities."""
    mine = {name: found[name] for name in FIELDS if name in found and found[name].value and found[name].engine != "pdf"}
    if "zip" not in mine or len(mine) < 2:
        return found
    together = joint.shares([mine.get(name) for name in FIELDS], _fit)
    settled = {
        name: joint.judged(name, mine[name], shares)
        for name, shares in zip(FIELDS, together, strict=True)
        if name in mine
    }
    return found | settled


def agrees(place: str) -> bool:
    """Return whether city, state and ZIP code in one line are complete and consistent with postal data."""
    city, state, code = names.place(place)
    if not (city and state and code):
        return False
    states, cities = lists.zips().get(code[:3], (frozenset(), frozenset()))
    return state in states and city.replace(".", "") in cities


def _fit(code: str | None, state: str | None, city: str | None) -> float:
    """The likelihood ratio of these being together rather than apart; an unknown one gives 1."""
    state, city = state and state.upper(), city and city.upper().replace(".", "")
    if code is None:
        return _SAME_AREA * (_STATE if state else 1.0) * (_joined(city, _cities(state), _CITY, _NO_CITY))
    states, cities = lists.zips().get(code[:3], (frozenset(), frozenset()))
    return _joined(state, states, _STATE, _NO_STATE) * _joined(city, cities, _CITY, _NO_CITY)


def _cities(state: str | None) -> Set[str]:
    return lists.cities_of(state) if state else lists.known("city").keys()


def _joined(text: str | None, those: Set[str], much: float, little: float) -> float:
    return 1.0 if text is None else much if text in those else little
