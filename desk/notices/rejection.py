"""The letter that says why an application was not approved, and what to do next (reasons: domain.md 1.5)."""

import dataclasses
import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Self

from desk import errors
from desk.notices import notice, wording
from desk.notices.letter import Letter

REASONS = tuple(f"R{number:02d}" for number in range(1, 12))
MOST = 3
"""The largest number of reasons that fit in one letter."""
_ALONE = ("R11", "R01", "R09")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rejection(notice.Notice):
    """Why one application was not approved; `income_limit` (dollars) is stated for R04 if the rule year has one.

    `more` are further reasons: an applicant who fixes only the first would be rejected again.
    """

    reason: str
    more: tuple[str, ...] = ()
    received: datetime.date
    income_limit: int | None = None

    def __post_init__(self) -> None:
        if not {self.reason, *self.more} <= set(REASONS):
            raise errors.InvalidInput("A rejection needs a reason code from R01 to R11.")
        if len(self.more) >= MOST:
            raise errors.InvalidInput(f"A rejection gives at most {MOST} reasons; choose those that weigh most.")

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its application, with the reasons and the income limit stored when it was drafted."""
        first, *more = told(found.details["codes"])
        limit = found.details.get("income_limit")
        return cls(**heading, reason=first, more=tuple(more), received=found.day_received, income_limit=limit)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the rejection: the reasons, the routes that all leave open, what it means for the return."""
        words = wording.read("rejection", self.language)
        given = [words["reason"][code] for code in (self.reason, *self.more)]
        reason = min(given, key=lambda one: len(one["routes"]))
        routes = [route for route in reason["routes"] if all(route in one["routes"] for one in given)]
        ways = words["route"] | {"again": words["again"][self.office.ways]}
        limit = "" if self.income_limit is None else words["limit"].format(amount=f"{self.income_limit:,}")
        lists = {
            "why": tuple(text for one in given for text in one["why"]),
            "routes": tuple(ways[route] for route in routes),
            "return": tuple(words["return"][reason["return"]]),
        }
        values = {"received": self.day(self.received), "limit": limit, "reason": ", ".join((self.reason, *self.more))}
        return self.compose("rejection", values, lists, panel=words["panel"][reason["panel"]])


def told(codes: Sequence[str]) -> tuple[str, ...]:
    """Return the reasons that the letter gives: a death, a PIN, or an earlier application is given alone."""
    alone = [code for code in _ALONE if code in codes]
    return tuple(alone[:1]) or tuple(dict.fromkeys(codes))
