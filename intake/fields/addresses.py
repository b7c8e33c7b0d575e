"""ZIP code, state, and city predict each other: each one is weighed by what the other two allow.

Postal data weighs the candidates and never replaces what stands there: an address that contradicts itself stays as it
is written, and in doubt.
"""

from collections.abc import Set

from desk.matching import names
from intake.fields import together as joint
from intake.lexicon import lists
from intake.readings import FieldReading

FIELDS = ("zip", "state", "city")
# How much likelier two entries are together than apart, where postal data joins them and where it does not.
_STATE, _NO_STATE = 30.0, 0.02
_CITY, _NO_CITY = 30.0, 0.3
_SAME_AREA = 0.5  # of the ZIP codes that were read wrongly still begin as they should


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """The readings of a page; those of its address with the probabilities that they have together."""
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
    """Whether city, state and ZIP code in one line are complete, and go together by postal data."""
    city, state, code = names.place(place)
    if not (city and state and code):
        return False
    states, cities = lists.zips().get(code[:3], (frozenset(), frozenset()))
    return state in states and city.replace(".", "") in cities


def _fit(code: str | None, state: str | None, city: str | None) -> float:
    """How much likelier these are together than apart; what is unknown fits as well as anything."""
    state, city = state and state.upper(), city and city.upper().replace(".", "")
    if code is None:
        return _SAME_AREA * (_STATE if state else 1.0) * (_joined(city, _cities(state), _CITY, _NO_CITY))
    states, cities = lists.zips().get(code[:3], (frozenset(), frozenset()))
    return _joined(state, states, _STATE, _NO_STATE) * _joined(city, cities, _CITY, _NO_CITY)


def _cities(state: str | None) -> Set[str]:
    return lists.cities_of(state) if state else lists.known("city").keys()


def _joined(text: str | None, those: Set[str], much: float, little: float) -> float:
    return 1.0 if text is None else much if text in those else little
