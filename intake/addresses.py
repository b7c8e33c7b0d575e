"""ZIP code, state and city say each other: what stands in one is weighed by what the other two may say.

Postal data weighs the candidates and never replaces what stands there: an address that contradicts itself stays as it
is written, and in doubt.
"""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from intake import lexicons, trust
from intake.readings import FieldReading

FIELDS = ("zip", "state", "city")
# How much likelier two entries are together than apart, where postal data joins them and where it does not.
_STATE, _NO_STATE = 30.0, 0.02
_CITY, _NO_CITY = 30.0, 0.3
_SAME_AREA = 0.5  # of the ZIP codes that were read wrongly still begin as they should
_LEAST = 0.0002  # what the reader may have missed altogether

Options = list[tuple[str | None, float]]


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """The readings of a page; those of its address with the probabilities that they have together."""
    mine = {name: found[name] for name in FIELDS if name in found and found[name].value and found[name].engine != "pdf"}
    if "zip" not in mine or len(mine) < 2:
        return found
    weights = _weights(*(_options(mine.get(name)) for name in FIELDS))
    whole = sum(weights.values())
    settled = dict(found)
    for place, name in enumerate(FIELDS):
        if name in mine:
            shares: dict[str, float] = {}
            for texts, weight in weights.items():
                if texts[place] is not None:
                    shares[texts[place]] = shares.get(texts[place], 0.0) + weight / whole
            settled[name] = _judged(name, mine[name], shares)
    return settled


def _options(reading: FieldReading | None) -> Options:
    """What a field may say, and last that it says none of these; a field that is not there says nothing."""
    if reading is None:
        return [(None, 1.0)]
    said = list(reading.alternatives)
    return [*said, (None, max(_LEAST, 1 - sum(chance for _, chance in said)))]


def _weights(*options: Options) -> dict[tuple[str | None, ...], float]:
    return {
        tuple(text for text, _ in chosen): chosen[0][1] * chosen[1][1] * chosen[2][1] * _fit(*(t for t, _ in chosen))
        for chosen in itertools.product(*options)
    }


def _fit(code: str | None, state: str | None, city: str | None) -> float:
    """How much likelier these are together than apart; what is unknown fits as well as anything."""
    state, city = state and state.upper(), city and city.upper().replace(".", "")
    if code is None:
        return _SAME_AREA * (_STATE if state else 1.0) * (_joined(city, _cities(state), _CITY, _NO_CITY))
    states, cities = lexicons.zips().get(code[:3], (frozenset(), frozenset()))
    return _joined(state, states, _STATE, _NO_STATE) * _joined(city, cities, _CITY, _NO_CITY)


def _cities(state: str | None) -> frozenset[str]:
    return lexicons.cities_of(state) if state else lexicons.known("city").keys()


def _joined(text: str | None, those, much: float, little: float) -> float:
    return 1.0 if text is None else much if text in those else little


def _judged(name: str, reading: FieldReading, shares: dict[str, float]) -> FieldReading:
    """The reading with its new probabilities; what was in doubt for another reason than these stays so."""
    best, chance = max(shares.items(), key=lambda share: share[1])
    limit = trust.threshold(name, reading.script)
    faint = reading.state == "suspect" and reading.confidence >= limit
    state = "read" if chance >= limit and not faint else "suspect"
    kept = sorted(_rounded(shares), key=lambda share: -share[1])
    return replace(reading, value=best, state=state, confidence=round(chance, 4), alternatives=kept)


def _rounded(shares: dict[str, float]) -> Iterator[tuple[str, float]]:
    return ((text, round(share, 4)) for text, share in shares.items())
