"""The letter that closes an identity-theft case: what was done, and what an IP PIN is for (domain.md 1.7, 2.4)."""

import dataclasses
from collections.abc import Mapping
from typing import Any, Self

from desk.notices import notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class Resolved(notice.Notice):
    """One victim's closing letter; it names no return, so that a stranger learns nothing."""

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for its taxpayer."""
        return cls(**heading)

    def letter(self, masked: bool = False) -> Letter:
        """The text of the letter."""
        return self.compose("resolved", {}, {})
