"""Paper returns: their PIN boxes, whether they need a PIN, and which year's PIN counts."""

from dataclasses import dataclass
from datetime import date, timedelta

from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Role

FORMS = ("1040", "1040-SR", "1040-NR", "1040-PR", "1040-SS", "1040A", "1040EZ", "1040-X")
"""The tax returns for which the rules know the IP PIN boxes or the need for a PIN (domain 3.2, 3.5)."""
_RETURNS = frozenset({"1040", "1040SR", "1040NR", "1040PR", "1040SS", "1040A", "1040EZ"})
_OTHERS = frozenset({"4868", "433D", "STATE"})
_SCHEDULE_EIC = "SCHEDULEEIC"


@dataclass(frozen=True)
class Boxes:
    """Which signers have a PIN box; None if unknown, so that a person looks."""

    primary: bool | None
    spouse: bool | None
    reason: str
    section: str = "3.5"

    def has(self, role: Role) -> bool | None:
        """Return whether that signer has a box, None if unknown; dependents never have one on paper."""
        return {Role.PRIMARY: self.primary, Role.SPOUSE: self.spouse}.get(role, False)


@dataclass(frozen=True)
class Need:
    """Whether a form needs its filers' PINs; None if no rule applies."""

    needed: bool | None
    reason: str
    section: str = "3.2"


@dataclass(frozen=True)
class PinYear:
    """The calendar year whose PIN counts. also: the other year, if the office accepts either at the turn of the
    year. doubt: why a person must look, else ''.
    """

    year: int
    reason: str
    also: int | None = None
    edge: bool = False
    doubt: str = ""


def boxes(form: str, tax_year: int, settings: ProgramSettings = DEFAULTS) -> Boxes:
    """Return the PIN boxes on a form ('f1040', '1040-SR', '1040-X' …) of a tax year (domain 3.5)."""
    rule = rules.find(f"boxes_{_plain(form)}", date(tax_year, 1, 1), settings.adopted)
    if rule is None:
        return Boxes(None, None, f"No rule describes the IP PIN boxes of this form of {tax_year}.")
    spouse = rule.values.get("spouse")
    if "setting" in rule.values:
        spouse = tax_year >= settings.first_two_box_year
    return Boxes(rule.values["primary"], spouse, rule.text)


def need(form: str, received: date, settings: ProgramSettings = DEFAULTS) -> Need:
    """Return whether a form received that day needs the IP PIN (domain 3.2)."""
    subject = _need_subject(_plain(form))
    rule = rules.find(subject, received, settings.adopted) if subject else None
    if rule is None:
        reason = f"No rule says whether this form needs an IP PIN when received {received}."
        return Need(None, reason)
    return Need(rule.values["needed"], rule.text, rule.section)


def amends(form: str) -> bool:
    """Return whether the form amends a return filed earlier, and so is not its duplicate."""
    return _plain(form) == "1040X"


def year_of(received: date, postmark: date | None = None, settings: ProgramSettings = DEFAULTS) -> PinYear:
    """Return the year of the postmark if known, else of the received date; never of the keying."""
    doubt = _postmark_doubt(received, postmark, settings)
    filed = received if postmark is None or doubt else postmark
    other = _other_year(received, filed, settings)
    source = "postmark" if filed is postmark else "received date"
    reason = f"The IP PIN of {filed.year} counts, by the {source} {filed}."
    accepted = other if settings.accept_either_year and not doubt else None
    if accepted is not None:
        reason += f" At the turn of the year this office also accepts that of {other}."
    return PinYear(filed.year, reason, accepted, other is not None, doubt)


def _other_year(received: date, filed: date, settings: ProgramSettings) -> int | None:
    """The other year that the return might belong to, near January 1."""
    if received.year != filed.year:
        return received.year
    before = filed - timedelta(days=settings.year_edge_days)
    after = filed + timedelta(days=settings.year_edge_days)
    if before.year != filed.year:
        return before.year
    return after.year if after.year != filed.year else None


def _postmark_doubt(received: date, postmark: date | None, settings: ProgramSettings) -> str:
    if postmark is None:
        return ""
    if postmark > received:
        return f"The postmark {postmark} lies after the received date {received}."
    if received - postmark > timedelta(days=settings.transit_days):
        return f"The postmark {postmark} lies long before the received date {received}."
    return ""


def _plain(form: str) -> str:
    bare = "".join(letter for letter in form.upper() if letter.isalnum())
    bare = bare.removeprefix("FORM").removeprefix("F")
    return "EIC" if bare == _SCHEDULE_EIC else bare


def _need_subject(form: str) -> str:
    if form in _RETURNS:
        return "need_return"
    if form == "1040X":
        return "need_amended"
    return "need_other" if form in _OTHERS else ""
