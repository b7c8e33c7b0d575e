"""The replacement notice: the lost PIN again, or a new one that voids the old one (domain.md 3.3)."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from desk.notices import notice, pin_notice, wording
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class Replacement(pin_notice.PinNotice):
    """One person's replacement notice; `new_number` says whether the earlier PIN of the year is void."""

    new_number: bool

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its ledger entry; whether the number is new was stored when it was drafted."""
        new = bool(found.details.get("new_number"))
        return cls(**heading, calendar_year=found.pin_year, ip_pin=found.ip_pin, new_number=new)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the notice, with the PIN or with six dots in its place."""
        words = wording.read("replacement", self.language)["number"]
        return self.compose_pin("replacement", masked, {"number": tuple(words["new" if self.new_number else "same"])})
