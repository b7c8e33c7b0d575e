"""The rules on lost PINs: whether a replacement may be mailed, and with which number (domain 3.3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desk.program import rules, season
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Route


class Channel(StrEnum):
    """How the request arrived."""

    LETTER = "letter"
    PHONE = "phone"


@dataclass(frozen=True)
class Request:
    """A request for a lost PIN. current: a PIN is current for the year of `requested`.

    moved_on: the last change of the address of record. returns_filed: the returns of both the current and the prior
    year were received. exposed: another person may know the PIN. already: earlier replacements in the calendar year.
    identity_proven: by the assistor or by papers in the letter. route, since: None if no enrollment is on record.
    """

    requested: date
    channel: Channel
    route: Route | None
    since: date | None
    current: bool = True
    identity_proven: bool = True
    moved_on: date | None = None
    returns_filed: bool = False
    minor: bool = False
    exposed: bool = False
    deceased: bool = False
    already: int = 0


@dataclass(frozen=True)
class Replacement:
    """The answer of the rules. allowed: None if a person decides. same_number: mail the same PIN, not a new one.

    mail_on, mail_by: the first and last day of mailing, if allowed. The notice goes only to the address of record.
    """

    allowed: bool | None
    reasons: tuple[str, ...]
    same_number: bool = False
    mail_on: date | None = None
    mail_by: date | None = None
    section: str = "3.3"


def judge(request: Request, settings: ProgramSettings = DEFAULTS) -> Replacement:
    """Refuse a request that a rule forbids, leave open questions to a person, otherwise plan the mailing."""
    checks = [
        _standing(request, settings),
        _cutoff(request, settings),
        _moved(request, settings),
        _online(request, settings),
        _minor(request, settings),
        _resting(request, settings),
    ]
    open_checks = [check for check in checks if check is not None]
    refused = tuple(reason for barred, reason in open_checks if barred)
    if refused:
        return Replacement(False, refused)
    if open_checks:
        return Replacement(None, tuple(reason for _, reason in open_checks))
    return _allowed(request, settings)


def _allowed(request: Request, settings: ProgramSettings) -> Replacement:
    rule = rules.find("reissue", request.requested, settings.adopted)
    if rule is None:
        return Replacement(None, (f"No rule on lost PINs holds on {request.requested}.",))
    mail_on = season.next_open(request.requested, settings)
    mail_by = max(mail_on, request.requested + timedelta(days=rule.values["mail_within_days"]))
    same = settings.replacement_same_number and not request.exposed
    number = "The same number is mailed." if same else "A new number replaces the old one."
    return Replacement(True, (rule.text, number), same, mail_on, mail_by)


# Each check returns None if it has no objection, (True, reason) to refuse the request, and
# (False, reason) if a person must decide.
_Check = tuple[bool, str] | None


def _standing(request: Request, settings: ProgramSettings) -> _Check:
    if request.deceased:
        return True, "The record shows that the taxpayer has died."
    if not request.current:
        return False, "There is no current IP PIN for this year to replace."
    if not request.identity_proven:
        return False, "The identity of the person who asks is not proven yet."
    if request.already >= settings.replacements_per_year:
        return False, f"{request.already} replacements were made this year; a supervisor decides."
    return None


def _cutoff(request: Request, settings: ProgramSettings) -> _Check:
    asked = request.requested
    if request.returns_filed:
        return None
    rule = rules.find("reissue_cutoff", asked, settings.adopted)
    if rule is not None:
        late = asked > date(asked.year, rule.values["month"], rule.values["day"])
        return (True, rule.text) if late else None
    last = rules.every("reissue_cutoff")[-1].values
    if asked <= date(asked.year, last["month"], last["day"]):
        return None
    return False, f"No rule says whether the cut-off of 14 October still holds in {asked.year}."


def _moved(request: Request, settings: ProgramSettings) -> _Check:
    moved = request.moved_on
    if moved is None or moved < date(request.requested.year, 1, 1):
        return None
    rule = rules.find("reissue_moved", request.requested, settings.adopted)
    if rule is None:
        return False, f"No rule says what a move means for a lost PIN in {request.requested.year}."
    return (True, rule.text) if rule.values["barred"] else None


def _online(request: Request, settings: ProgramSettings) -> _Check:
    if request.route is None or request.since is None:
        return False, "The record does not say how this person enrolled."
    if request.route is not Route.ONLINE:
        return None
    rule = rules.find("reissue_online", request.requested, settings.adopted)
    if rule is None:
        return False, f"No rule on lost PINs of online enrollees in {request.requested.year}."
    after = rule.values["barred"] and request.since.year > rule.values["enrolled_after"]
    return (True, rule.text) if after else None


def _minor(request: Request, settings: ProgramSettings) -> _Check:
    if not request.minor:
        return None
    rule = rules.find("reissue_minor", request.requested, settings.adopted)
    if rule is None:
        return False, f"No rule on a minor's lost PIN in {request.requested.year}."
    return None if request.channel.value in rule.values["channels"] else (True, rule.text)


def _resting(request: Request, settings: ProgramSettings) -> _Check:
    day = season.next_open(request.requested, settings)
    if day.year == request.requested.year:
        return None
    return True, f"Issuing is closed until {day}, when this year's number is no longer valid."
