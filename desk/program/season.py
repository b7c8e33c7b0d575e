"""The program's year: the season when no PINs are issued, and the days when CP01As are mailed (domain 2.2, 5)."""

from datetime import date

from desk.program.settings import DEFAULTS, ProgramSettings


def closes(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """Return the first day of the closed season in `year` (mid-November)."""
    return settings.closes.get(year) or date(year, *settings.closes_default)


def reopens(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """Return the first day in `year` on which PINs are issued again (mid-January)."""
    return settings.reopens.get(year) or date(year, *settings.reopens_default)


def closed(day: date, settings: ProgramSettings = DEFAULTS) -> bool:
    """Return whether no PINs are issued on `day`."""
    return day < reopens(day.year, settings) or day >= closes(day.year, settings)


def next_open(day: date, settings: ProgramSettings = DEFAULTS) -> date:
    """Return `day` if PINs are issued on it, else the day on which issuing reopens."""
    if not closed(day, settings):
        return day
    this_year = reopens(day.year, settings)
    return this_year if day < this_year else reopens(day.year + 1, settings)


def mailing_window(calendar_year: int, settings: ProgramSettings = DEFAULTS) -> tuple[date, date]:
    """Return the first and last day for mailing the CP01As of a calendar year: from the December before to January."""
    first = date(calendar_year - 1, *settings.mailing_starts)
    return first, date(calendar_year, *settings.mailing_ends)


def case_cutoff(calendar_year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """Return the last day on which a victim's case may be resolved for the person to be in that year's run."""
    return date(calendar_year - 1, *settings.case_cutoff)


def filing_opens(year: int, settings: ProgramSettings = DEFAULTS) -> date | None:
    """Return the day on which the filing season of a year opens; None if unknown."""
    return settings.filing_opens.get(year)


def due(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """Return the day on which returns are due in a calendar year."""
    return settings.due.get(year) or date(year, *settings.due_default)


def extended_due(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """Return the day on which returns with an extension are due in a calendar year."""
    return settings.extended.get(year) or date(year, *settings.extended_default)
