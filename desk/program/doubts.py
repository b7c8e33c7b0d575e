"""Findings about an application that a person must see: doubts, risks, and notes.

A doubt holds the recommendation back until a person decides it; a risk leaves the recommendation but requires a
supervisor; a note only informs.
"""

from dataclasses import dataclass
from datetime import timedelta

from desk.program import identity, rules
from desk.program.facts import ApplicationFacts
from desk.program.identity import Identity
from desk.program.income import Income
from desk.program.issue import IssuePlan
from desk.program.settings import ProgramSettings
from desk.program.words import Route


@dataclass(frozen=True)
class Finding:
    """One finding: its code, a plain sentence, and whether only a supervisor may approve."""

    code: str
    text: str
    supervisor: bool = False


DECIDED = "DECIDED_"
"""The prefix of the code of a risk that a decided doubt leaves behind."""
RULELESS = frozenset({"NO_ISSUE_RULE", "NO_DOCUMENT_RULE"})
"""Doubts that no clerk can clear: the office must adopt a rule in its settings."""


def found(facts: ApplicationFacts, earned: Income, plan: IssuePlan, proof: Identity) -> tuple[Finding, ...]:
    """Return the open doubts, in the order in which a person would settle them."""
    doubts = [*_dates(facts, plan), *_boxes(facts), *_guardian(facts)]
    if facts.route is Route.F15227 and earned.within is None:
        doubts.append(Finding(earned.code, earned.reason))
    if proof is Identity.NO_RULE:
        text = f"No rule says which documents identify an applicant of {facts.received}."
        doubts.append(Finding("NO_DOCUMENT_RULE", text))
    cleared = facts.cleared - RULELESS
    return tuple(doubt for doubt in doubts if doubt.code not in cleared)


def risks(facts: ApplicationFacts, settings: ProgramSettings) -> tuple[Finding, ...]:
    """Return the findings that require a supervisor; the notice still goes only to the address of record.

    A risk found once remains after later corrections. A doubt that a person decided becomes a risk as well.
    """
    changed = facts.address_changed_on
    limit = facts.received - timedelta(days=settings.recent_address_days)
    holding = {
        "ADDRESS_DIFFERS": facts.address_differs,
        "ADDRESS_RECENT": changed is not None and changed >= limit,
        "SHARED_CONTACT": facts.shared_contact,
        "CALL_FAILED": identity.contested(facts.route, facts.received, facts.calls, facts.documents, settings),
    }
    found = [Finding(code, RISKS[code], True) for code, holds in holding.items() if holds]
    gone = [code for code, holds in holding.items() if not holds and code in facts.risks_before]
    found += [Finding(code, f"Found earlier, and not taken by a supervisor yet: {RISKS[code]}", True) for code in gone]
    found += [Finding(f"{DECIDED}{code}", _decided(code), True) for code in sorted(facts.cleared - RULELESS)]
    return tuple(found)


def notes(facts: ApplicationFacts) -> tuple[Finding, ...]:
    """Return the findings that only inform."""
    holding = {
        "LANG_UNSPECIFIED": facts.route is Route.F15227 and facts.language is None,
        "GUARDIAN": facts.dependent,
    }
    return tuple(Finding(code, _NOTES[code]) for code, holds in holding.items() if holds)


def _decided(code: str) -> str:
    return f"A person has decided the doubt \u201c{code.replace('_', ' ').lower()}\u201d; a supervisor takes it."


RISKS = {
    "ADDRESS_DIFFERS": "The address differs from the address of record; mail goes to the latter.",
    "ADDRESS_RECENT": "The address of record was changed recently.",
    "CALL_FAILED": "The identity check by telephone was failed once; an assistance center can check in person.",
    "SHARED_CONTACT": "Unrelated applicants share this telephone number or address.",
}
_NOTES = {
    "LANG_UNSPECIFIED": "No language is chosen; English is used.",
    "GUARDIAN": "Submitted by a parent or guardian, who signs and takes the call.",
}


def _dates(facts: ApplicationFacts, plan: IssuePlan) -> list[Finding]:
    doubts = []
    if plan.review:
        doubts.append(Finding("NO_ISSUE_RULE", plan.reason))
    if facts.signature_date is not None and facts.signature_date > facts.received:
        text = "The date of the signature lies after the received date."
        doubts.append(Finding("SIGNATURE_DATE", text))
    return doubts


def _boxes(facts: ApplicationFacts) -> list[Finding]:
    if facts.language == "both":
        return [Finding("LANG_BOTH", "Both languages are checked; choose one.")]
    return []


def _guardian(facts: ApplicationFacts) -> list[Finding]:
    if facts.route is not Route.F15227 or not (facts.minor or facts.dependent):
        return []
    rule = rules.find(f"revision_{facts.revision}", facts.received)
    has_box = rule.values.get("guardian_box") if rule else None
    if not has_box:
        text = "No rule is known for a dependent's application on this revision of the form."
        return [Finding("NO_GUARDIAN_RULE", text)]
    if facts.minor and not facts.dependent:
        text = "The applicant is a minor and no parent or guardian is indicated."
        return [Finding("GUARDIAN_NOT_NAMED", text)]
    return []
