"""The last names on a joint return say each other: most couples bear one name.

A reading is trusted for that only beside one that is trusted by itself: one hand may write the same letter oddly twice,
so that two doubtful readings of the same name are no proof of it.
"""

from dataclasses import replace

from intake import joint
from intake.readings import FieldReading

FIELDS = ("primary_last_name", "spouse_last_name")
_SAME = 100.0  # how much likelier one name twice is than any two; couples with two are in no more doubt for it


def settle(found: dict[str, FieldReading]) -> dict[str, FieldReading]:
    """The readings of a page; those of its two last names with the probabilities that they have together."""
    mine = [found[name] for name in FIELDS if name in found and found[name].value and found[name].engine != "pdf"]
    if len(mine) < len(FIELDS):
        return found
    settled = dict(found)
    for name, shares, before, beside in zip(FIELDS, joint.shares(mine, _fit), mine, mine[::-1], strict=True):
        after = joint.judged("name", before, shares)
        alone = beside.state != "read" and before.state != "read"
        settled[name] = replace(after, state="suspect") if alone else after
    return settled


def _fit(first: str | None, second: str | None) -> float:
    return _SAME if first and second and _plain(first) == _plain(second) else 1.0


def _plain(name: str) -> str:
    return "".join(letter for letter in name.upper() if letter.isalpha())
