"""The CP01A: tells a taxpayer the PIN of one calendar year (domain.md 2.1)."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from desk.notices import notice, pin_notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class CP01A(pin_notice.PinNotice):
    """One person's CP01A."""

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its ledger entry."""
        return cls(**heading, calendar_year=found.pin_year, ip_pin=found.ip_pin)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the notice, with the PIN or with six dots in its place."""
        return self.compose_pin("cp01a", masked)
