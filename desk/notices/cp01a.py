"""The CP01A: tells a taxpayer the PIN of one calendar year (domain.md 2.1)."""

import dataclasses

from desk.notices import layout, pin_notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class CP01A(pin_notice.PinNotice):
    """One person's CP01A."""

    def letter(self, masked: bool = False) -> Letter:
        """The words of the notice, with the PIN or with six dots in its place."""
        return self.compose_pin("cp01a", masked)


def render(notice: CP01A, masked: bool = False) -> bytes:
    """The notice as a one-page PDF; masked for screens, where six dots stand for the PIN."""
    return layout.draw(notice.letter(masked))
