"""Why a return is suspicious although no IP PIN is wrong, and so may be held until its taxpayer has answered.

Such a return is screened like a flagged one (domain.md 4.1: a return on somebody's number that may not be theirs goes
to identity-theft screening): a delay case, a letter where the taxpayer is known, and an end that is on record.
"""

from collections.abc import Collection, Mapping
from enum import StrEnum

from desk.program.words import Action, Outcome


class Screening(StrEnum):
    """What makes a return suspicious; the reason of its delay case."""

    UNMATCHED = "unmatched"
    DUPLICATE = "duplicate"
    NO_PIN_ISSUED = "no_pin_issued"
    UNEXPECTED = "unexpected"


_FOUND = {
    Outcome.UNMATCHED: Screening.UNMATCHED,
    Outcome.NO_PIN_ISSUED: Screening.NO_PIN_ISSUED,
    Outcome.UNEXPECTED: Screening.UNEXPECTED,
}


def reasons(outcomes: Mapping[str, str], second: Collection[str]) -> dict[str, Screening]:
    """The reason for each signer's role that has one, the gravest.

    ``outcomes`` are those found by role; ``second`` are the roles whose number stands on another return of the year.
    """
    order = list(Screening)
    found: dict[str, Screening] = {}
    for role, outcome in outcomes.items():
        mine = [_FOUND[Outcome(outcome)]] if outcome in _FOUND else []
        mine += [Screening.DUPLICATE] if role in second else []
        if mine:
            found[role] = min(mine, key=order.index)
    return found


def offered(action: str, outcomes: Mapping[str, str], second: Collection[str], flagged: bool) -> tuple[Action, ...]:
    """What the rules leave to a person about a return for which they recommend ``action``.

    ``flagged``: whether a signer has a finding that may be flagged.

    Nothing is flagged or screened while boxes wait for keys: what was found in them is not told before.
    """
    if action == Action.KEY:
        return Action.RELEASE, Action.WRITE
    suspicious = bool(reasons(outcomes, second))
    left_open = {Action.RELEASE: True, Action.FLAG: flagged, Action.SCREEN: suspicious, Action.WRITE: True}
    return tuple(way for way, may in left_open.items() if may)
