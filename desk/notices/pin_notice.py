"""What the two letters that carry a PIN share: the checked PIN and its year, and how it is set or masked."""

import dataclasses
import datetime
import re
from typing import Self

from pydantic import SecretStr

from desk import errors
from desk.notices import wording
from desk.notices.letter import Address, Letter, Office, Panel

MASK = "•" * 6


@dataclasses.dataclass(frozen=True, kw_only=True)
class PinNotice:
    """A letter with one person's PIN for one calendar year; `ip_pin` may be None where only the masked form is wanted.

    The PIN prints itself as asterisks. InvalidInput for a PIN that is none, or a notice date that belongs to no such year.
    """

    taxpayer_name: str = dataclasses.field(repr=False)
    address: Address
    calendar_year: int
    notice_date: datetime.date
    document_number: str
    ip_pin: SecretStr | None = None
    language: str = "en"
    office: Office = Office()

    def __post_init__(self) -> None:
        if isinstance(self.ip_pin, str):
            object.__setattr__(self, "ip_pin", SecretStr(self.ip_pin))
        pin = self.ip_pin and self.ip_pin.get_secret_value()
        if pin is not None and (not re.fullmatch(r"[0-9]{6}", pin) or pin == "000000"):
            raise errors.InvalidInput("The PIN for this notice is not six digits other than 000000; see the ledger entry.")
        first, last = datetime.date(self.calendar_year - 1, 11, 1), datetime.date(self.calendar_year, 12, 31)
        if not first <= self.notice_date <= last:
            raise errors.InvalidInput("The notice date does not belong to the calendar year of the PIN; check both.")

    @property
    def tax_year(self) -> int:
        """The year of the return that is due in the calendar year of the PIN (domain.md 2.1)."""
        return self.calendar_year - 1

    def masked(self) -> Self:
        """The same notice without its PIN, fit for screens and records."""
        return dataclasses.replace(self, ip_pin=None)

    def values(self) -> dict[str, object]:
        """What the wording may speak of; never the PIN."""
        return {
            "name": self.taxpayer_name,
            "tax_year": self.tax_year,
            "calendar_year": self.calendar_year,
            "help_phone": self.office.help_phone,
        }


def compose(notice: PinNotice, name: str, masked: bool, lists: dict[str, tuple[str, ...]] | None = None) -> Letter:
    """The letter of the wording file `name`; unmasked it needs the PIN, else InvalidInput."""
    if not masked and notice.ip_pin is None:
        raise errors.InvalidInput("This notice has no PIN to print; open the print batch, or show the notice masked.")
    words, values = wording.read(name, notice.language), notice.values()
    label = words["label"]
    return Letter(
        language=notice.language,
        title=wording.fill(words["title"], values),
        date=notice.notice_date,
        address=notice.address,
        document_number=notice.document_number,
        rows=(
            (label["notice"], words["notice"]),
            (label["tax_year"], str(notice.tax_year)),
            (label["date"], wording.spell_date(notice.notice_date, notice.language)),
            (label["page"], words["page"]),
            (label["document"], notice.document_number),
        ),
        headline=wording.fill(words["headline"], values),
        panel=Panel(
            label=wording.fill(words["panel"]["label"], values),
            note=wording.fill(words["panel"]["note"], values),
            figure=MASK if masked else notice.ip_pin.get_secret_value(),
            cells=True,
        ),
        sections=wording.sections(words, values, lists or {}),
        footer=(words["footer"], words["page_line"]),
        office=notice.office,
    )
