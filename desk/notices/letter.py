"""The parts of a letter before it is drawn: the address in USPS form, the sending office, and the text."""

import dataclasses
import datetime
import re

from desk import errors
from desk.program import alphabet

SHORTEST_COUNTRY = 4
"""Letters of the shortest names of countries (Chad, Cuba, Iran …); anything shorter is a code."""


def usps(text: str) -> str:
    """Upper case, no accents, no punctuation except hyphen, slash, number sign, and decimal point (Publication 28).

    Raises InvalidInput for letters without a plain Latin form.
    """
    plain = alphabet.plain(text).replace("&", " AND ")
    plain = re.sub(r"(?<=\d)\.(?=\d)", "\0", plain)
    plain = re.sub(r"[^\w\s#/\0-]|_", " ", plain).replace("\0", ".")
    if not plain.isascii():
        raise errors.InvalidInput("The address cannot be printed for the mail; spell it in plain Latin letters.")
    return " ".join(plain.split())


def demand_country(text: str) -> None:
    """Raise InvalidInput for text that is not a country's name in plain letters."""
    plain = usps(text)
    if len(plain) < SHORTEST_COUNTRY or not plain.replace(" ", "").replace("-", "").isalpha():
        raise errors.InvalidInput("The country is not spelled out; write its English name, such as Germany.")


@dataclasses.dataclass(frozen=True, repr=False)
class Address:
    """Where a letter goes: the address of record, domestic, military, or foreign; its repr shows nothing.

    A foreign address has a country, but no state or ZIP code: ``city`` includes the postal code as it is written there,
    and the country is alone on the last line, spelled out in capitals (Publication 28).
    """

    name: str
    street: str
    city: str
    state: str
    zip: str
    apartment: str = ""
    country: str = ""

    def __post_init__(self) -> None:
        if not all(usps(part) for part in (self.name, self.street, self.city)):
            raise errors.InvalidInput("The address lacks a name, street or city; complete the address of record.")
        (self._check_abroad if self.country.strip() else self._check_domestic)()

    def _check_abroad(self) -> None:
        if self.state.strip() or self.zip.strip():
            raise errors.InvalidInput(
                "The address has a country and a state or ZIP code; abroad the postal code belongs to the city."
            )
        demand_country(self.country)

    def _check_domestic(self) -> None:
        if not re.fullmatch(r"[A-Z]{2}", usps(self.state)):
            raise errors.InvalidInput("The state of the address is not two letters; correct the address of record.")
        if not re.fullmatch(r"\d{5}(-?\d{4})?", self.zip.strip()):
            raise errors.InvalidInput("The ZIP code is not five or nine digits; correct the address of record.")

    @property
    def written(self) -> str:
        """The address as it is on record, in the order in which it is printed."""
        return f"{self.name} {self.street} {self.apartment} {self.city} {self.state} {self._code} {self.country}"

    @property
    def last_line(self) -> str:
        """City, state, and ZIP code as the Postal Service reads them; for a foreign address the country."""
        if self.country.strip():
            return usps(self.country)
        return f"{usps(self.city)} {usps(self.state)} {self._code}"

    @property
    def _code(self) -> str:
        digits = re.sub(r"\D", "", self.zip)
        return f"{digits[:5]}-{digits[5:]}" if len(digits) == 9 else digits

    def lines(self) -> tuple[str, ...]:
        """The block as printed: name, street with apartment, a foreign city, last line; before any wrapping."""
        abroad = (usps(self.city),) if self.country.strip() else ()
        return usps(self.name), usps(f"{self.street} {self.apartment}"), *abroad, self.last_line


@dataclasses.dataclass(frozen=True)
class Office:
    """The sender as printed, and the contact details on the date of the letter (desk/notices/sender.py).

    ``application_address`` is empty before applications existed, ``application_fax`` if no fax number is known.
    """

    unit: str
    city_line: str
    help_phone: str
    verify_phone: str
    visit_phone: str
    application_address: str = ""
    application_fax: str = ""
    agency: tuple[str, str] = ("Department of the Treasury", "Internal Revenue Service")

    @property
    def ways(self) -> str:
        """How an application may be sent, as the wording files name it; InvalidInput if no address is known."""
        if not self.application_address:
            raise errors.InvalidInput("No address for applications is known for the date of this letter; check it.")
        return "mail_or_fax" if self.application_fax else "mail"


@dataclasses.dataclass(frozen=True)
class Section:
    """A hanging heading with its paragraphs in the markup of the wording files; a leading "- " makes a bullet."""

    title: str
    text: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Panel:
    """The most important part: a label, a line below it, and a figure; `cells` sets it digit by digit."""

    label: str
    note: str
    figure: str = dataclasses.field(repr=False)
    cells: bool = False


@dataclasses.dataclass(frozen=True)
class Letter:
    """One page, ready to be drawn; `rows` are the label and value pairs beside the letterhead.

    `mail_barcode` are the bars above the address (desk/notices/mail_barcode.py); empty without one.
    """

    language: str
    title: str
    date: datetime.date
    address: Address
    document_number: str
    rows: tuple[tuple[str, str], ...]
    headline: str
    panel: Panel
    sections: tuple[Section, ...]
    footer: tuple[str, str]
    office: Office
    mail_barcode: str = ""
