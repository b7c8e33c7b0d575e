"""The letter that asks for what a return lacks: a signature, a page (domain.md 4.5: not an IP PIN delay)."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Self

from desk import errors
from desk.notices import notice, wording
from desk.notices.letter import Letter

ITEMS = ("signature_missing", "page_missing")
"""What the letter may ask for, in its order; each is the cause of a delay case."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Incomplete(notice.Notice):
    """What one signer is asked to send for the return of `tax_year` received on `received`, until `reply_due`."""

    tax_year: int
    received: datetime.date
    reply_due: datetime.date
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        notice.require_later(self.reply_due, self.notice_date)
        if not self.items or not set(self.items) <= set(ITEMS):
            raise errors.InvalidInput(f"The letter names one or more missing things; choose from: {', '.join(ITEMS)}.")

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its return and the items stored when it was drafted."""
        items = tuple(found.details["items"])
        year, received = found.year_filed_for, found.day_received
        return cls(**heading, tax_year=year, received=received, reply_due=found.answer_due, items=items)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the request: each missing thing once."""
        words = wording.read("incomplete", self.language)
        asked = tuple(f"- {words['item'][item]}" for item in ITEMS if item in self.items)
        dates = {"received": self.day(self.received), "reply_due": self.day(self.reply_due)}
        return self.compose("incomplete", {"tax_year": self.tax_year, **dates}, {"items": asked})
