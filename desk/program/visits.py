"""The rules on visits in person: which documents suffice, and whether and when the IP PIN may be mailed.

Sources: domain 1.7 (the documents, and the three weeks) and 10a (a child). Which documents are of which class is the
project's own list [P]; the rules speak of picture and government identification only.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from desk.program import identity, issue, rules
from desk.program.identity import Documents, Identity
from desk.program.issue import IssuePlan
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Reject, Route


class Shown(StrEnum):
    """The kind of a document that was shown, unexpired."""

    PASSPORT = "passport"
    LICENSE = "license"
    STATE_ID = "state_id"
    MILITARY_ID = "military_id"
    RESIDENT_CARD = "resident_card"
    WORK_ID = "work_id"
    SCHOOL_ID = "school_id"
    BIRTH = "birth_certificate"
    SOCIAL_SECURITY = "social_security_card"
    INSURANCE = "insurance_card"
    RECORD = "school_or_medical_record"
    BILL = "bill_or_statement"


KINDS: dict[str, str] = {
    Shown.PASSPORT: "Passport",
    Shown.LICENSE: "Driver’s license",
    Shown.STATE_ID: "State identification card",
    Shown.MILITARY_ID: "Military identification card",
    Shown.RESIDENT_CARD: "Permanent resident card",
    Shown.WORK_ID: "Employer’s card with a picture",
    Shown.SCHOOL_ID: "School card with a picture",
    Shown.BIRTH: "Birth certificate",
    Shown.SOCIAL_SECURITY: "Social Security card",
    Shown.INSURANCE: "Health insurance card",
    Shown.RECORD: "School or medical record",
    Shown.BILL: "Utility bill or bank statement",
}
"""The kinds in words."""
_GOVERNMENT = frozenset({Shown.PASSPORT, Shown.LICENSE, Shown.STATE_ID, Shown.MILITARY_ID, Shown.RESIDENT_CARD})
_PICTURE = _GOVERNMENT | {Shown.WORK_ID, Shown.SCHOOL_ID}


class VisitOutcome(StrEnum):
    """How a visit ended."""

    PROVEN = "proven"
    NOT_PROVEN = "not_proven"
    NOT_KEPT = "not_kept"


OUTCOMES: dict[str, str] = {
    VisitOutcome.PROVEN: "The identity is proven",
    VisitOutcome.NOT_PROVEN: "The identity is not proven",
    VisitOutcome.NOT_KEPT: "Nobody came to the appointment",
}
"""The outcomes in words."""


@dataclass(frozen=True)
class Facts:
    """What the rules ask of a visit on the day ``today``. ``child_shown``: what was shown for a child by its parent.

    already: a PIN or an enrollment is in force. moved_on: the last change of the address of record; moving: another
    change waits. applying: an application on paper is open. unprintable: why no letter can be printed, or "".
    """

    visited: date
    today: date
    outcome: VisitOutcome
    shown: Collection[Shown]
    child_shown: Collection[Shown] = ()
    minor: bool = False
    deceased: bool = False
    stolen: bool = False
    already: bool = False
    moved_on: date | None = None
    moving: bool = False
    applying: bool = False
    unprintable: str = ""


@dataclass(frozen=True)
class Judgment:
    """The answer of the rules. allowed: None if a supervisor decides, False if nobody may approve."""

    allowed: bool | None
    reasons: tuple[str, ...]
    plan: IssuePlan


def judge(facts: Facts, settings: ProgramSettings = DEFAULTS) -> Judgment:
    """Refuse what a rule forbids, leave risks to a supervisor, otherwise plan the mailing."""
    plan = issue.issue_plan(Route.TAC, None, facts.visited, facts.today, settings)
    refused = _refused(facts, settings) + ([plan.reason] if plan.review else [])
    if refused:
        return Judgment(False, tuple(refused), plan)
    risks = _risks(facts, settings)
    return Judgment(None if risks else True, (*risks, plan.reason), plan)


def _refused(facts: Facts, settings: ProgramSettings) -> list[str]:
    holding = {
        Reject.R11.text: facts.deceased,
        "An identity-theft case of this person is open: no IP PIN is mailed before it is resolved.": facts.stolen,
        Reject.R01.text: facts.already,
        f"No letter can be printed for this person: {facts.unprintable}.": bool(facts.unprintable),
    }
    if facts.outcome is not VisitOutcome.PROVEN:
        return [f"{OUTCOMES[facts.outcome]}.", *(text for text, holds in holding.items() if holds)]
    return [*_lacking(facts, settings), *(text for text, holds in holding.items() if holds)]


def _lacking(facts: Facts, settings: ProgramSettings) -> list[str]:
    """What the documents lack by the rule of the day of the visit; for a child, the parent's and the child's."""
    shown = set(facts.shown)
    counts = Documents(len(shown & _PICTURE), len(shown & _GOVERNMENT), len(shown))
    state = identity.standing(Route.TAC, facts.visited, (), counts, settings)
    if state is Identity.NO_RULE:
        return [f"No rule says which documents suffice on {facts.visited}."]
    lacks = [] if state is Identity.VERIFIED else ["The documents shown do not suffice."]
    if not (facts.minor or facts.child_shown):
        return lacks
    rule = rules.find("documents_child", facts.visited, settings.adopted)
    if rule is None:
        return [*lacks, f"No rule says which documents suffice for a child on {facts.visited}."]
    if counts.government < rule.values["government"] and not lacks:
        lacks.append("The parent shows a picture identification issued by a government.")
    if len(set(facts.child_shown)) < rule.values["child"]:
        lacks.append(f"For a child, {rule.values['child']} documents of the child are shown as well.")
    return lacks


def _risks(facts: Facts, settings: ProgramSettings) -> list[str]:
    recent = facts.today - timedelta(days=settings.recent_address_days)
    holding = {
        "The address of record was changed recently.": facts.moved_on is not None and facts.moved_on >= recent,
        "A change of the address of record waits for a decision.": facts.moving,
        "An application on paper from this person is open.": facts.applying,
    }
    return [text for text, holds in holding.items() if holds]
