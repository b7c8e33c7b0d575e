"""The letter that asks for what is missing from an application (Form 15227)."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Self

from desk import errors
from desk.notices import notice, wording
from desk.notices.letter import Letter

ITEMS = (
    "name", "address", "tin", "phone", "call", "language", "signature", "signature_date", "guardian", "pages",
    "illegible",
)  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class Missing(notice.Notice):
    """What is missing from one application, as codes of ITEMS, and the deadline for it."""

    received: datetime.date
    reply_due: datetime.date
    items: tuple[str, ...]

    def __post_init__(self) -> None:
        notice.require_later(self.reply_due, self.notice_date)
        if not self.items or not set(self.items) <= set(ITEMS):
            raise errors.InvalidInput(f"A request names one or more missing things; choose from: {', '.join(ITEMS)}.")

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its application and the items stored when it was drafted."""
        items = tuple(found.details["items"])
        return cls(**heading, received=found.day_received, reply_due=found.answer_due, items=items)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the request: each missing item once, in the order of the form."""
        words = wording.read("missing", self.language)
        asked = tuple(f"- {words['item'][item]}" for item in ITEMS if item in self.items)
        dates = {"received": self.day(self.received), "reply_due": self.day(self.reply_due)}
        return self.compose("missing", dates, {"items": asked, "send": (words["send"][self.office.ways],)})
