"""The income limit for the year in which an application was received (domain 1.4)."""

from dataclasses import dataclass
from datetime import date

from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings

OPT_IN_SINCE = date(2021, 1, 1)
JOINT = "joint"
_STATUSES = frozenset({"single", "joint", "separate", "head", "survivor"})


@dataclass(frozen=True)
class Limit:
    """The limits of one year in whole dollars; inclusive: income equal to the limit still passes."""

    individual: int
    joint: int
    inclusive: bool
    text: str
    section: str = "1.4"

    def allows(self, income: int, joint: bool) -> bool:
        """Return whether an adjusted gross income in whole dollars is within the limit."""
        figure = self.joint if joint else self.individual
        return income <= figure if self.inclusive else income < figure


@dataclass(frozen=True)
class Income:
    """The result of the income test. within: None if unknown; `code` then names the doubt. reason: in plain words."""

    within: bool | None
    reason: str
    code: str = ""
    limit: Limit | None = None


def limit(received: date, settings: ProgramSettings = DEFAULTS) -> Limit | None:
    """Return the limit for applications received that day; None if no amount is known."""
    if received < OPT_IN_SINCE:
        return None
    rule = rules.find("income", received, settings.adopted)
    if rule is not None and "individual" in rule.values:
        values = rule.values
        return Limit(values["individual"], values["joint"], values["inclusive"], rule.text)
    figures = settings.income_limits.get(received.year)
    if figures is None:
        return None
    text = f"Adjusted gross income below ${figures[0]:,}, or ${figures[1]:,} for a joint return"
    return Limit(*figures, False, f"{text} (set by the office for {received.year}).")


def check(
    received: date,
    agi: int | None,
    filing_status: str | None,
    last_filed_year: int | None,
    settings: ProgramSettings = DEFAULTS,
) -> Income:
    """Test the income of the last filed return on record (whole dollars) against the limit."""
    found = limit(received, settings)
    if found is None:
        return Income(None, f"No income limit is known for {received.year}.", "NO_LIMIT")
    if last_filed_year is None and agi is None:
        reason = "No filed return is on record, so there is no income to test."
        return Income(None, reason, "NEVER_FILED", found)
    if agi is None:
        return Income(None, "The record shows no income for the last return.", "NO_AGI", found)
    if filing_status in _STATUSES:
        return _tested(found, found.allows(agi, filing_status == JOINT))
    answers = {found.allows(agi, joint) for joint in (False, True)}
    if len(answers) == 1:
        return _tested(found, answers.pop())
    reason = "The filing status of the last return is unknown and decides the limit."
    return Income(None, reason, "STATUS_UNKNOWN", found)


def _tested(found: Limit, within: bool) -> Income:
    verdict = "within" if within else "over"
    return Income(within, f"The income on record is {verdict} the limit: {found.text}", "", found)
