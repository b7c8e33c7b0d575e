"""The letter that says why an application was not approved, and what to do next (reasons: domain.md 1.5)."""

import dataclasses
import datetime

from desk import errors
from desk.notices import layout, notice, wording
from desk.notices.letter import Letter

REASONS = tuple(f"R{number:02d}" for number in range(1, 12))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rejection(notice.Notice):
    """Why one application was not approved; `income_limit` (dollars) is named for R04 where the rule year has one."""

    reason: str
    received: datetime.date
    income_limit: int | None = None

    def __post_init__(self) -> None:
        if self.reason not in REASONS:
            raise errors.InvalidInput("A rejection needs a reason code from R01 to R11.")

    def letter(self, masked: bool = False) -> Letter:
        """The words of the rejection: the reason, the routes still open, and what it means for the return."""
        words = wording.read("rejection", self.language)
        reason = words["reason"][self.reason]
        limit = "" if self.income_limit is None else words["limit"].format(amount=f"{self.income_limit:,}")
        lists = {
            "why": tuple(reason["why"]),
            "routes": tuple(words["route"][route] for route in reason["routes"]),
            "return": tuple(words["return"][reason["return"]]),
        }
        values = {"received": self.day(self.received), "limit": limit, "reason": self.reason}
        return self.compose("rejection", values, lists, panel=words["panel"][reason["panel"]])


def render(notice: Rejection) -> bytes:
    """The rejection as a one-page PDF."""
    return layout.draw(notice.letter())
