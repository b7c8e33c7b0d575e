"""Measures whether the desk accepts a PIN that is not the one on record, and whether it accepts the right one.

The PIN on record is, in turn: the written one; every one that differs from it in one look-alike digit; a random one;
and the right one of a filer who wrote last year's or the spouse's. The desk claims a match if its reading equals the
record and is trusted, or if the model of filers' errors leaves little enough doubt.
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
_RECORDS = 20  # random PINs on record for each written PIN


@dataclass(frozen=True)
class Claims:
    """How many PINs were tried, and how many of them the desk accepted as the one on record."""

    tried: int
    claimed: int


def neighbors(number: str) -> Iterator[str]:
    """Yield every number that differs from this one in one look-alike digit."""
    for place, digit in enumerate(number):
        for other in LIKE[digit]:
            yield number[:place] + other + number[place + 1 :]


def count(outcomes: Iterable[Outcome], settings: config.Settings) -> Claims:
    """Try every near miss of every written PIN with the desk's rule."""
    return _put(((one, number, ()) for one in _written(outcomes) for number in neighbors(one.expected)), settings)


def count_right(outcomes: Iterable[Outcome], settings: config.Settings) -> Claims:
    """Try the written PINs with the desk's rule."""
    return _put(((one, one.expected, ()) for one in _written(outcomes)), settings)


def count_random(outcomes: Iterable[Outcome], settings: config.Settings, seed: int) -> Claims:
    """Try random PINs on record with the rule; the written one is nobody's."""
    return _put(_random(outcomes, seed, False), settings)


def count_elsewhere(outcomes: Iterable[Outcome], settings: config.Settings, seed: int) -> Claims:
    """Try random PINs on record with the rule; the written one is this filer's PIN of last year, or the spouse's."""
    return _put(_random(outcomes, seed, True), settings)


def expected(outcomes: Iterable[Outcome], settings: config.Settings) -> float:
    """Return the share of all PIN boxes with a false match, if filers err as the settings say.

    It is computed, not sampled: the desk can claim a reading only if it is on record, and the model gives the
    probability of that when something else is written.
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
    """Whether the desk accepts its reading as the PIN on record."""
    if one.value != record:
        return False
    said = {one.value: one.confidence} | dict(one.alternatives)
    return one.state == "read" or returns.claims(record, said, known, settings)
