"""Whether the desk accepts a PIN that only looks like the one on record, and whether it accepts the right one.

The record is given, in turn, every number that differs from the written one in one digit that looks like it, and that
number itself. The desk claims a match where its reading equals the record and is trusted, or is doubted so little that
the set odds are met.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bench.accuracy.scoring import Outcome
from desk.recommendation import returns
from desk.system import config

LIKE = {"0": "68", "1": "7", "2": "7", "3": "85", "4": "9", "5": "63", "6": "50", "7": "12", "8": "30", "9": "4"}


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
    tried = claimed = 0
    for one in outcomes:
        if one.kind == "pin" and one.filled:
            near = list(neighbours(one.expected))
            tried += len(near)
            claimed += one.value in near and _stands(one, settings)
    return Claims(tried, claimed)


def count_right(outcomes: Iterable[Outcome], settings: config.Settings) -> Claims:
    """Put to the desk's rule the PINs that are written."""
    written = [one for one in outcomes if one.kind == "pin" and one.filled]
    return Claims(len(written), sum(one.value == one.expected and _stands(one, settings) for one in written))


def _stands(one: Outcome, settings: config.Settings) -> bool:
    return one.state == "read" or returns.claims(one.confidence, settings)
