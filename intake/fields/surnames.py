"""Weighs the last names on a joint return together, because most couples share one.

A name that is trusted by itself weights the candidates of the other one, which becomes trusted only if its best reading
was that name before. Two doubtful names weight each other and stay in doubt, because one hand may write the same letter
oddly twice.
"""

from dataclasses import replace

from desk.matching import names
from desk.program.words import ReadingState
from desk.reading.found import FieldReading
from intake.fields import together as joint

FIELDS = ("primary_last_name", "spouse_last_name")
_SAME = 100.0  # the likelihood ratio of sharing a name; couples with two names lose nothing by it


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """Return the readings of a page; a doubtful last name gets its probabilities given the other one."""
    mine = [found[name] for name in FIELDS if name in found and found[name].value and found[name].engine != "pdf"]
    if len(mine) < len(FIELDS):
        return found
    together = joint.shares(mine, _fit)
    sides = zip(FIELDS, mine, mine[::-1], together, strict=True)
    return found | {
        name: _beside(one, other, shares) for name, one, other, shares in sides if one.state != ReadingState.READ
    }


def _beside(reading: FieldReading, other: FieldReading, shares: dict[str, float]) -> FieldReading:
    after = joint.judged("name", reading, shares)
    same = names.key(reading.value) == names.key(after.value) == names.key(other.value)
    return after if same and other.state == ReadingState.READ else replace(after, state=ReadingState.SUSPECT)


def _fit(first: str | None, second: str | None) -> float:
    return _SAME if first and second and names.key(first) == names.key(second) else 1.0
