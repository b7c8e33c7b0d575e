"""Weighs fields that predict each other: the candidates of each by the candidates of the others.

Only candidates that the reader saw count: none is added, and a field never gets a value that the reader did not see.
"""

import itertools
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from desk.program.words import ReadingState
from desk.reading.found import FieldReading
from intake.fields import trust

_LEAST = 0.0002  # the probability that the reader missed the right text


def shares(readings: Sequence[FieldReading | None], fit: Callable[..., float]) -> list[dict[str, float]]:
    """Return the joint probabilities (0–1) of the texts of each field; a missing field (None) has none.

    `fit` takes one text per field, None for "none of the candidates", and returns the likelihood ratio of these texts
    being together rather than apart.
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
    """Return the reading with its new probabilities; a reading that is in doubt for another reason stays so."""
    best, chance = max(together.items(), key=lambda share: share[1])
    limit = trust.threshold(kind, reading.script)
    doubted = reading.faint or (reading.state == ReadingState.SUSPECT and reading.confidence >= limit)
    state = ReadingState.READ if chance >= limit and not doubted else ReadingState.SUSPECT
    kept = sorted(_rounded(together), key=lambda share: -share[1])
    return replace(reading, value=best, state=state, confidence=round(chance, 4), alternatives=kept)


def _options(reading: FieldReading | None) -> list[tuple[str | None, float]]:
    """The candidates of a field, and last "none of these" (None); a missing field has only None."""
    if reading is None:
        return [(None, 1.0)]
    said = list(reading.alternatives)
    return [*said, (None, max(_LEAST, 1 - sum(chance for _, chance in said)))]


def _rounded(together: dict[str, float]) -> Iterator[tuple[str, float]]:
    return ((text, round(share, 4)) for text, share in together.items())
