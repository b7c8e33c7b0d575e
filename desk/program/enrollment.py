"""The rules on who may opt out of the program and who is in the annual run (domain 2.2, 3.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.program import rules, season
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Route


@dataclass(frozen=True)
class Enrollment:
    """One enrollment. one_time: only for the year of `since` (3.4 [R]).

    case_resolved_on: the day on which a victim's case was resolved; None for an unknown earlier day.
    """

    route: Route
    since: date
    ended_on: date | None = None
    one_time: bool = False
    case_open: bool = False
    case_resolved_on: date | None = None


@dataclass(frozen=True)
class Permission:
    """The answer of a rule. allowed: None if no rule applies, so that a person decides."""

    allowed: bool | None
    reason: str
    section: str = "3.4"


@dataclass(frozen=True)
class Annual:
    """Whether a person is in the run of a year. include: None if no rule applies.

    code: recipient, deceased, ended, online, case_open, later, one_time, not_in_era, no_rule.
    """

    include: bool | None
    code: str
    reason: str
    section: str = "2.2"


_EXCLUSIONS = {
    "deceased": "The record shows that the person has died.",
    "none": "The person is not enrolled.",
    "ended": "The enrollment has ended.",
    "one_time": "The enrollment was for one year only.",
    "later": "The enrollment began after the year did; its own rule says when a PIN is issued.",
    "case_open": "The identity-theft case was not resolved before the cut-off for the year.",
    "online": "Enrolled online: the number is fetched online each year, no CP01A is mailed.",
    "not_in_era": "This kind of enrollment gets no CP01A in that year.",
}


def opt_out(route: Route, on: date, settings: ProgramSettings = DEFAULTS) -> Permission:
    """Return whether a person enrolled by that route may opt out on that day."""
    subject = "opt_out_victim" if route is Route.VICTIM else "opt_out"
    rule = rules.find(subject, on, settings.adopted)
    if rule is None:
        return Permission(None, f"No rule says whether one can opt out on {on}.")
    return Permission(rule.values["allowed"], rule.text, rule.section)


def annual(
    enrollments: Sequence[Enrollment],
    calendar_year: int,
    deceased: bool = False,
    settings: ProgramSettings = DEFAULTS,
) -> Annual:
    """Judge one person for the annual run of a calendar year; the enrollment with the best outcome counts."""
    if deceased:
        return _excluded("deceased")
    if not enrollments:
        return _excluded("none")
    rule = rules.find("recipients", date(calendar_year, 1, 1), settings.adopted)
    found = [_judge(one, calendar_year, rule, settings) for one in enrollments]
    return min(found, key=_rank)


def _rank(judged: Annual) -> int:
    """The order of outcomes: included, then left to a person, then excluded."""
    return {True: 0, None: 1, False: 2}[judged.include]


def _judge(one: Enrollment, year: int, rule: rules.Rule | None, settings: ProgramSettings) -> Annual:
    code = _standing(one, year)
    if code:
        return _excluded(code)
    if one.route is Route.VICTIM and _unresolved(one, year, settings):
        return _excluded("case_open")
    if rule is None:
        return Annual(None, "no_rule", f"No rule says who gets a CP01A for {year}.")
    if one.route.value in rule.values["routes"]:
        return Annual(True, "recipient", rule.text)
    if one.since < settings.early_holder_before:
        day = settings.early_holder_before
        return Annual(True, "recipient", f"Enrolled before {day}: still mailed each year.", "1.7")
    return _excluded("online" if one.route is Route.ONLINE else "not_in_era")


def _standing(one: Enrollment, year: int) -> str:
    first = date(year, 1, 1)
    if one.ended_on is not None and one.ended_on <= first:
        return "ended"
    if one.since >= first:
        return "later"
    return "one_time" if one.one_time else ""


def _unresolved(one: Enrollment, year: int, settings: ProgramSettings) -> bool:
    resolved = one.case_resolved_on
    return one.case_open or (resolved is not None and resolved > season.case_cutoff(year, settings))


def _excluded(code: str) -> Annual:
    return Annual(False, code, _EXCLUSIONS[code])
