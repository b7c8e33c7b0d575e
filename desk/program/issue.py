"""The year and the days for issuing an approved applicant's PIN (domain 1.5, 1.7, 0.4)."""

from dataclasses import dataclass
from datetime import date, timedelta

from desk.program import rules, season
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Route


@dataclass(frozen=True)
class IssuePlan:
    """The year of the PIN, the first day on which it may be issued, and the last day to mail it.

    review: no rule applies, so a person decides; the year and days are then None. scheduled: the first day is after
    today. section: of domain.md.
    """

    calendar_year: int | None
    issue_on: date | None
    reason: str
    mail_by: date | None = None
    section: str = ""
    rule: str = ""
    scheduled: bool = False

    @property
    def review(self) -> bool:
        """Whether a person must decide because no rule applies."""
        return self.issue_on is None


def issue_plan(
    route: Route | str,
    revision: str | None,
    received: date,
    today: date,
    settings: ProgramSettings = DEFAULTS,
) -> IssuePlan:
    """Return the plan for an application of `revision` ('2021-01'; None if not on paper) approved `today`."""
    if today < received:
        return _none(f"The received date {received} lies after today, {today}.")
    doubt = revision_doubt(revision, received)
    if doubt:
        return _none(doubt, "1.1")
    rule = rules.find(f"issue_{Route(route).value}", received, settings.adopted)
    if rule is None:
        return _none(f"No rule says when a PIN follows an application received {received}.", "1.5")
    return _plan(rule, received, today, settings)


def revision_doubt(revision: str | None, received: date) -> str:
    """Return why a revision of Form 15227 cannot be judged on that day; '' if it can."""
    if revision is None:
        return ""
    subject = f"revision_{revision}"
    if not rules.every(subject):
        return f"Revision {revision} of Form 15227 is not known to the rules."
    if not rules.applicable(subject, received):
        return f"Revision {revision} of Form 15227 did not exist on {received}."
    return ""


def _plan(rule: rules.Rule, received: date, today: date, settings: ProgramSettings) -> IssuePlan:
    if rule.values.get("next_calendar_year"):
        earliest = max(today, date(received.year + 1, 1, 1))
        mail_by = None
    else:
        earliest = max(today, received + timedelta(days=settings.issue_after_days))
        mail_by = received + timedelta(days=rule.values["mail_within_days"])
    day = season.next_open(earliest, settings)
    if mail_by is not None:
        mail_by = max(mail_by, day)
    reason = rule.text
    if day != earliest:
        reason += f" Issuing is closed until {day}."
    if mail_by is not None:
        reason += f" The letter is due by {mail_by}."
    return IssuePlan(day.year, day, reason, mail_by, rule.section, rule.id, day > today)


def _none(reason: str, section: str = "") -> IssuePlan:
    return IssuePlan(None, None, reason, section=section)
