"""Whether the desk accepts a PIN that is not the one on record, and whether it accepts the right one.

The number on record is, in turn, what is written; every number that differs from it in one look-alike digit; a random
one; and what the filer of a last year's or the spouse's number would have on record. The desk claims a match where its
reading equals the record and is trusted, or where the stated model of how filers err leaves too little doubt.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from bench.accuracy import people
from bench.accuracy.scoring import Outcome
from desk.program import filers
from desk.recommendation import returns
from desk.system import config

LIKE = {"0": "68", "1": "7", "2": "7", "3": "85", "4": "9", "5": "63", "6": "50", "7": "12", "8": "30", "9": "4"}
_RECORDS = 20  # random numbers that are put on record for each PIN written


@dataclass(frozen=True)
class Claims:
    """How many numbers were put to the desk, and how many of them it took for the one on record."""

    tried: int
    claimed: int


def neighbours(number: str) -> Iterator[str]:
    """Every number that differs from this one in one look-alike digit."""
    for place, digit in enumerate(number):
        for other in LIKE[digit]:
            yield number[:place] + other + number[place + 1 :]


def count(outcomes: Iterable[Outcome], settings: config.Settings) -> Claims:
    """Put every near miss of every PIN written to the desk's rule."""
    return _put(((one, number, ()) for one in _written(outcomes) for number in neighbours(one.expected)), settings)


def count_right(outcomes: Iterable[Outcome], settings: config.Settings) -> Claims:
    """Put to the desk's rule the PINs that are written."""
    return _put(((one, one.expected, ()) for one in _written(outcomes)), settings)


def count_random(outcomes: Iterable[Outcome], settings: config.Settings, seed: int) -> Claims:
    """Put random numbers to the rule, what is written being nobody's."""
    return _put(_random(outcomes, seed, False), settings)


def count_elsewhere(outcomes: Iterable[Outcome], settings: config.Settings, seed: int) -> Claims:
    """Put random numbers to the rule, what is written being this filer's number of last year, or the spouse's."""
    return _put(_random(outcomes, seed, True), settings)


def expected(outcomes: Iterable[Outcome], settings: config.Settings) -> float:
    """The share of all PIN boxes in which the desk claims a match falsely, filers erring as the settings say.

    Exact, not drawn: what is read can be claimed only where it is on record, and how often that is so where something
    else is written is the model's to say.
    """
    shares = filers.Filers(settings.pin_right, settings.pin_slip, settings.pin_swap)
    each = list(_written(outcomes))
    wrong = [one for one in each if one.value and one.value != one.expected and _stands(one, one.value, (), settings)]
    return sum(shares.share(one.expected, one.value, ()) for one in wrong) / len(each) if each else 0.0


def _written(outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
    return (one for one in outcomes if one.kind == "pin" and one.filled)


def _random(outcomes: Iterable[Outcome], seed: int, known: bool) -> Iterator[tuple[Outcome, str, tuple[str, ...]]]:
    rng = np.random.default_rng(seed)
    for one in _written(outcomes):
        for _ in range(_RECORDS):
            number = people.number(rng, 6)
            if number != one.expected:
                yield one, number, (one.expected,) if known else ()


def _put(cases: Iterable[tuple[Outcome, str, tuple[str, ...]]], settings: config.Settings) -> Claims:
    each = [_stands(one, number, known, settings) for one, number, known in cases]
    return Claims(len(each), sum(each))


def _stands(one: Outcome, record: str, known: tuple[str, ...], settings: config.Settings) -> bool:
    """Whether the desk takes what it read for the number on record."""
    if one.value != record:
        return False
    said = {one.value: one.confidence} | dict(one.alternatives)
    return one.state == "read" or returns.claims(record, said, known, settings)
