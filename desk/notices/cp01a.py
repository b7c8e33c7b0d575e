"""The CP01A: tells a taxpayer the PIN of one calendar year (domain.md 2.1)."""

import dataclasses

from desk.notices import pin_notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class CP01A(pin_notice.PinNotice):
    """One person's CP01A."""

    def letter(self, masked: bool = False) -> Letter:
        """The text of the notice, with the PIN or with six dots in its place."""
        return self.compose_pin("cp01a", masked)
