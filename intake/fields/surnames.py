"""The last names on a joint return predict each other, because most couples share one.

A name that is trusted by itself weighs the candidates of the other, and that one is trusted for it only where it looked
the same before. Two names in doubt weigh each other and stay in doubt: one hand may write the same letter oddly twice.
"""

from dataclasses import replace

from desk.matching import names
from intake.fields import together as joint
from intake.readings import FieldReading

FIELDS = ("primary_last_name", "spouse_last_name")
_SAME = 100.0  # how much likelier one name twice is than any two; couples with two are in no more doubt for it


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """The readings of a page; a last name in doubt with the probabilities that the other one leaves it."""
    mine = [found[name] for name in FIELDS if name in found and found[name].value and found[name].engine != "pdf"]
    if len(mine) < len(FIELDS):
        return found
    together = joint.shares(mine, _fit)
    sides = zip(FIELDS, mine, mine[::-1], together, strict=True)
    return found | {name: _beside(one, other, shares) for name, one, other, shares in sides if one.state != "read"}


def _beside(reading: FieldReading, other: FieldReading, shares: dict[str, float]) -> FieldReading:
    after = joint.judged("name", reading, shares)
    same = names.key(reading.value) == names.key(after.value) == names.key(other.value)
    return after if same and other.state == "read" else replace(after, state="suspect")


def _fit(first: str | None, second: str | None) -> float:
    return _SAME if first and second and names.key(first) == names.key(second) else 1.0
