"""The letter that says an address of record was changed; it goes to the old and to the new address.

It names neither address, so that a person who opens it at the old one does not learn where the taxpayer lives now.
"""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Self

from desk.notices import notice
from desk.notices.letter import Letter


@dataclasses.dataclass(frozen=True, kw_only=True)
class AddressChanged(notice.Notice):
    """The address of one taxpayer was changed on the day `changed`."""

    changed: datetime.date

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: notice.OnRecord) -> Self:
        """Return the letter for the day that was stored with the draft."""
        return cls(**heading, changed=datetime.date.fromisoformat(found.details["changed_on"]))

    def letter(self, masked: bool = False) -> Letter:
        """The text of the letter."""
        return self.compose("address_changed", {"changed": self.day(self.changed)}, {})
