"""What the two letters with a PIN share: the checked PIN and its year, masked for screens."""

import dataclasses
import datetime
import re

from pydantic import SecretStr

from desk import errors
from desk.notices import notice
from desk.notices.letter import Letter
from desk.program import pin as pin_rules


@dataclasses.dataclass(frozen=True, kw_only=True)
class PinNotice(notice.Notice):
    """A letter with one person's PIN for one calendar year; `ip_pin` may be None if only the masked form is needed.

    The PIN's repr is asterisks. InvalidInput for an invalid PIN or a notice date of another season.
    """

    calendar_year: int
    ip_pin: SecretStr | None = None

    def __post_init__(self) -> None:
        if isinstance(self.ip_pin, str):
            object.__setattr__(self, "ip_pin", SecretStr(self.ip_pin))
        pin = None if self.ip_pin is None else self.ip_pin.get_secret_value()
        if pin is not None and (not re.fullmatch(r"[0-9]{6}", pin) or pin == "000000"):
            raise errors.InvalidInput("The PIN of this notice is not six digits or is 000000; see the ledger.")
        first, last = datetime.date(self.calendar_year - 1, 11, 1), datetime.date(self.calendar_year, 12, 31)
        if not first <= self.notice_date <= last:
            raise errors.InvalidInput("The notice date does not belong to the calendar year of the PIN; check both.")

    @property
    def tax_year(self) -> int:
        """The year of the return that is due in the calendar year of the PIN (domain.md 2.1)."""
        return self.calendar_year - 1

    def compose_pin(self, name: str, masked: bool, lists: notice.Lists | None = None) -> Letter:
        """The letter of the wording file with the PIN or six dots; InvalidInput if the PIN is not available."""
        if masked:
            figure = pin_rules.MASK
        elif self.ip_pin is None:
            raise errors.InvalidInput("This notice has no PIN to print; print it from its batch, or show it masked.")
        else:
            figure = self.ip_pin.get_secret_value()
        years = {"tax_year": self.tax_year, "calendar_year": self.calendar_year}
        return self.compose(name, years, lists or {}, figure=figure, cells=True)
