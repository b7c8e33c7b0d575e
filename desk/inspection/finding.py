"""What a check finds: what is wrong, where, what to do, and a repair where one loses nothing.

A check is a function of the office that yields findings; `desk/inspection/table.py` lists them all.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from desk.office.opening import Office


class Depth(IntEnum):
    """How much is checked: at every start what costs nothing, each night what can be counted, by hand all of it."""

    START = 0
    NIGHT = 1
    HAND = 2


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong. ``code`` names its kind (``blob.missing``), ``subject`` the row ("scan 12").

    ``wrong`` and ``todo`` are sentences for the operator. No text names a person, a TIN, or a PIN. ``repair`` is there
    only where it loses nothing; it raises a :class:`desk.errors.DeskError` where it cannot be done.
    """

    code: str
    subject: str
    wrong: str
    todo: str
    repair: Callable[[], object] | None = None


Check = Callable[[Office], Iterator[Finding]]
