"""The program's year: when no PINs are issued, and when CP01As are mailed (domain 2.2, 5)."""

from datetime import date

from desk.program.settings import DEFAULTS, ProgramSettings


def closes(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """The first day in `year` on which nothing is issued anymore (mid-November)."""
    return settings.closes.get(year) or date(year, *settings.closes_default)


def reopens(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """The first day in `year` on which PINs are issued again (mid-January)."""
    return settings.reopens.get(year) or date(year, *settings.reopens_default)


def closed(day: date, settings: ProgramSettings = DEFAULTS) -> bool:
    """Whether no PINs are issued on `day`."""
    return day < reopens(day.year, settings) or day >= closes(day.year, settings)


def next_open(day: date, settings: ProgramSettings = DEFAULTS) -> date:
    """`day` itself if PINs are issued on it, else the day issuing reopens."""
    if not closed(day, settings):
        return day
    this_year = reopens(day.year, settings)
    return this_year if day < this_year else reopens(day.year + 1, settings)


def mailing_window(calendar_year: int, settings: ProgramSettings = DEFAULTS) -> tuple[date, date]:
    """First and last day of mailing the CP01As of a calendar year: from the December before to January."""
    first = date(calendar_year - 1, *settings.mailing_starts)
    return first, date(calendar_year, *settings.mailing_ends)


def case_cutoff(calendar_year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """The last day on which a victim's case must be resolved to be in that year's run."""
    return date(calendar_year - 1, *settings.case_cutoff)


def filing_opens(year: int, settings: ProgramSettings = DEFAULTS) -> date | None:
    """The day the filing season of a year opens; None if unknown."""
    return settings.filing_opens.get(year)


def due(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """The day on which returns are due in a calendar year."""
    return settings.due.get(year) or date(year, *settings.due_default)


def extended_due(year: int, settings: ProgramSettings = DEFAULTS) -> date:
    """The day on which returns with an extension are due in a calendar year."""
    return settings.extended.get(year) or date(year, *settings.extended_default)
