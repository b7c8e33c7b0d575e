"""The kinds of letters: one table that says what each is called and what it does.

Code that handles letters uses this table and never compares names, so a new letter is one more row here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from desk.notices import (
    address_changed,
    cp01a,
    incomplete,
    missing,
    rejection,
    replacement,
    resolved,
    verification,
)
from desk.notices.notice import Notice
from desk.program.settings import REPLY_DAYS, ProgramSettings


class NoticeKind(StrEnum):
    """A kind of letter, as it is stored with every letter."""

    CP01A = "cp01a"
    MISSING = "missing"
    REJECTION = "rejection"
    VERIFICATION = "verification"
    INCOMPLETE = "incomplete"
    REPLACEMENT = "replacement"
    ADDRESS_CHANGED = "address_changed"
    RESOLVED = "resolved"

    @property
    def does(self) -> "Does":
        """The properties of a letter of this kind."""
        return _DOES[self]


@dataclass(frozen=True)
class Does:
    """The properties of a kind of letter.

    ``label`` is its name on screens and ``made`` the class that writes it. ``carries_pin``: it shows an IP PIN of the
    ledger. ``closes``: its document is finished when it is mailed. ``of_case``: it is about a delayed return, whose
    case moves when the letter is mailed, returned, or given up. Form 1040 asks for no language, so such a letter does
    not show which one its taxpayer wants. ``reply_days`` is how many days the taxpayer has to answer, by the rules in
    force; None if no answer is expected.
    """

    label: str
    made: type[Notice]
    carries_pin: bool = False
    closes: bool = False
    of_case: bool = False
    reply_days: Callable[[ProgramSettings], int] | None = None


_DOES = {
    NoticeKind.CP01A: Does("CP01A: the IP PIN", cp01a.CP01A, carries_pin=True, closes=True),
    NoticeKind.MISSING: Does(
        "What is missing on an application", missing.Missing, reply_days=lambda rules: rules.answer_days
    ),
    NoticeKind.REJECTION: Does("Application rejected", rejection.Rejection, closes=True),
    NoticeKind.VERIFICATION: Does(
        "Verify your identity", verification.Verification, of_case=True, reply_days=lambda _rules: REPLY_DAYS
    ),
    NoticeKind.INCOMPLETE: Does(
        "What is missing on a return", incomplete.Incomplete, of_case=True, reply_days=lambda _rules: REPLY_DAYS
    ),
    NoticeKind.REPLACEMENT: Does("Replacement IP PIN", replacement.Replacement, carries_pin=True),
    NoticeKind.ADDRESS_CHANGED: Does("Your address was changed", address_changed.AddressChanged),
    NoticeKind.RESOLVED: Does("Identity-theft case resolved", resolved.Resolved),
}

OF_CASES = tuple(kind for kind, does in _DOES.items() if does.of_case)
"""The letters about delayed returns; they do not show which language their taxpayer wants."""
