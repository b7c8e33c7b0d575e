"""The replacement notice: the lost PIN again, or a new one that voids the old one (domain.md 3.3)."""

import dataclasses

from desk.notices import pin_notice, wording
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class Replacement(pin_notice.PinNotice):
    """One person's replacement notice; `new_number` says whether the earlier PIN of the year is void."""

    new_number: bool

    def letter(self, masked: bool = False) -> Letter:
        """The text of the notice, with the PIN or with six dots in its place."""
        words = wording.read("replacement", self.language)["number"]
        return self.compose_pin("replacement", masked, {"number": tuple(words["new" if self.new_number else "same"])})
