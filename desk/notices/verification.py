"""The letter that asks a taxpayer whether a flagged return is theirs, without an accusation (domain.md 2.4, Letter
4883C)."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Self

from desk.notices import notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class Verification(notice.Notice):
    """One signer's request to confirm a return of `tax_year` received on `received`, by telephone until `reply_due`."""

    tax_year: int
    received: datetime.date
    reply_due: datetime.date

    def __post_init__(self) -> None:
        notice.require_later(self.reply_due, self.notice_date)

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its return."""
        return cls(**heading, tax_year=found.year_filed_for, received=found.day_received, reply_due=found.answer_due)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the request; it does not say what was found, so that a stranger learns nothing."""
        dates = {"received": self.day(self.received), "reply_due": self.day(self.reply_due)}
        return self.compose("verification", {"tax_year": self.tax_year, **dates}, {})
