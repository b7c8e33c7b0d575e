"""Fields that predict each other: the candidates of each are weighed by the candidates of the others.

The candidates are those that the reader saw: none is added, and nothing that it did not see is put in a field.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from intake.fields import trust
from intake.readings import FieldReading

_LEAST = 0.0002  # what the reader may have missed altogether


def shares(readings: Sequence[FieldReading | None], fit: Callable[..., float]) -> list[dict[str, float]]:
    """What the texts of each field are worth together, from 0 to 1; a field that is not there (None) has none.

    `fit` is asked of one text for every field, None where it is none of the candidates, how much likelier they are
    together than apart.
    """
    weights: dict[tuple[str | None, ...], float] = {}
    for chosen in itertools.product(*map(_options, readings)):
        texts = tuple(text for text, _ in chosen)
        weights[texts] = math.prod(chance for _, chance in chosen) * fit(*texts)
    whole = sum(weights.values())
    found: list[dict[str, float]] = [{} for _ in readings]
    for texts, weight in weights.items():
        for mine, text in zip(found, texts, strict=True):
            if text is not None:
                mine[text] = mine.get(text, 0.0) + weight / whole
    return found


def judged(kind: str, reading: FieldReading, together: dict[str, float]) -> FieldReading:
    """The reading with its new probabilities; what was in doubt for another reason than these stays so."""
    best, chance = max(together.items(), key=lambda share: share[1])
    limit = trust.threshold(kind, reading.script)
    doubted = reading.faint or (reading.state == "suspect" and reading.confidence >= limit)
    state = "read" if chance >= limit and not doubted else "suspect"
    kept = sorted(_rounded(together), key=lambda share: -share[1])
    return replace(reading, value=best, state=state, confidence=round(chance, 4), alternatives=kept)


def _options(reading: FieldReading | None) -> list[tuple[str | None, float]]:
    """What a field may say, and last that it says none of these; a field that is not there says nothing."""
    if reading is None:
        return [(None, 1.0)]
    said = list(reading.alternatives)
    return [*said, (None, max(_LEAST, 1 - sum(chance for _, chance in said)))]


def _rounded(together: dict[str, float]) -> Iterator[tuple[str, float]]:
    return ((text, round(share, 4)) for text, share in together.items())
