"""What all letters share: the taxpayer, the address, the date, the number, and the language."""

import dataclasses
import datetime
from collections.abc import Mapping
from typing import Any, Self

from pydantic import SecretStr

from desk import errors
from desk.notices import mail_barcode, sender, wording
from desk.notices.letter import Address, Letter, Office, Panel
from desk.program.settings import DEFAULTS, ProgramSettings

Lists = Mapping[str, tuple[str, ...]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class OnRecord:
    """What is on record for one letter apart from its heading; each kind of letter uses what it needs.

    `details` was stored when the letter was drafted. `received` and `tax_year` are those of its document,
    `calendar_year` and `ip_pin` those of its ledger entry (`ip_pin` is None for a masked letter); `reply_due` is the
    day by which an answer is expected.
    """

    details: Mapping[str, Any]
    received: datetime.date | None = None
    tax_year: int | None = None
    reply_due: datetime.date | None = None
    calendar_year: int | None = None
    ip_pin: SecretStr | None = None

    @property
    def day_received(self) -> datetime.date:
        """The day its document was received; raises NotFound if the letter has no document."""
        return errors.known(self.received, "this letter belongs to no document")

    @property
    def year_filed_for(self) -> int:
        """The tax year of its document; raises NotFound if it is unknown."""
        return errors.known(self.tax_year, "the tax year of this letter's document is not known")

    @property
    def answer_due(self) -> datetime.date:
        """The day by which an answer is expected; raises NotFound if none is."""
        return errors.known(self.reply_due, "this letter awaits no answer")

    @property
    def pin_year(self) -> int:
        """The calendar year of its IP PIN; raises NotFound if it has none."""
        return errors.known(self.calendar_year, "this letter carries no IP PIN")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Notice:
    """The common part of all notices; the address is the address of record.

    `serial` tells this copy from others in its mail barcode.
    """

    taxpayer_name: str = dataclasses.field(repr=False)
    address: Address
    notice_date: datetime.date
    document_number: str
    language: str = "en"
    settings: ProgramSettings = dataclasses.field(default=DEFAULTS, repr=False)
    serial: int = 0

    @classmethod
    def from_record(cls, heading: Mapping[str, Any], found: OnRecord) -> Self:
        """Return the letter to the taxpayer of `heading` (the fields of this class), made from the record."""
        raise NotImplementedError

    def letter(self, masked: bool = False) -> Letter:
        """The text of the notice; `masked` hides the PIN, if there is one."""
        raise NotImplementedError

    @property
    def office(self) -> Office:
        """The sender and its contact details, by the rules in force on the date of the letter."""
        return sender.on(self.notice_date, self.settings)

    def day(self, date: datetime.date) -> str:
        """A date in the notice's language."""
        return wording.spell_date(date, self.language)

    def compose(
        self,
        name: str,
        values: Mapping[str, object],
        lists: Lists,
        panel: Mapping[str, str] | None = None,
        figure: str = "",
        cells: bool = False,
    ) -> Letter:
        """Return the letter of the wording file `name` with its places filled; `panel` and `figure` replace those of
        the file.
        """
        words, labels = wording.read(name, self.language), wording.read("labels", self.language)
        office = self.office
        values = {"name": self.taxpayer_name, **dataclasses.asdict(office), **values}
        shown: Mapping[str, str] = panel or words["panel"]
        headline = shown.get("headline", words["headline"])
        return Letter(
            language=self.language,
            title=wording.fill(words["title"], values),
            date=self.notice_date,
            address=self.address,
            document_number=self.document_number,
            rows=self._rows(words, labels, values),
            headline=wording.fill(headline, values),
            panel=Panel(
                label=wording.fill(shown["label"], values),
                note=wording.fill(shown["note"], values),
                figure=figure or shown["figure"].format_map(values),
                cells=cells,
            ),
            sections=wording.sections(words, values, lists),
            footer=(words["title"].format_map(values), f"{labels['page']} {labels['page_count']}"),
            office=office,
            mail_barcode=mail_barcode.bars(self.settings, self.address, self.serial),
        )

    def _rows(
        self, words: Mapping[str, Any], labels: Mapping[str, str], values: Mapping[str, object]
    ) -> tuple[tuple[str, str], ...]:
        """The pairs beside the letterhead."""
        return (
            (labels[words["kind"]], words["short"]),
            *(((labels["tax_year"], str(values["tax_year"])),) if "tax_year" in values else ()),
            (labels["date"], self.day(self.notice_date)),
            (labels["page"], labels["page_count"]),
            (labels["document"], self.document_number),
        )


def require_later(due: datetime.date, notice_date: datetime.date) -> None:
    """Raise InvalidInput for a reply date that is not after the date of the letter."""
    if due <= notice_date:
        raise errors.InvalidInput("The reply is due before the letter is dated; give a later reply date.")
