"""The recommendation for a PIN application (domain 1.2–1.5)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.program import doubts, identity, income, issue
from desk.program.facts import ApplicationFacts, TinState
from desk.program.identity import Identity
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Action, Reject, Route

REQUIRED = frozenset({"last_name", "first_name", "street", "city", "state", "zip"})
"""Fields that must be filled in, besides TIN, phone, signature, and date (domain 1.2)."""
_WORDS = {"tin": "taxpayer number", "zip": "ZIP code"}


@dataclass(frozen=True)
class Prerequisite:
    """One condition for approval, shown as met or not."""

    name: str
    done: bool
    text: str


@dataclass(frozen=True)
class Assessment:
    """The recommendation. supervisor: the approval needs one. plan: when the PIN would be issued."""

    action: Action
    reject_codes: tuple[Reject, ...]
    reasons: tuple[str, ...]
    findings: tuple[doubts.Finding, ...]
    supervisor: bool
    prerequisites: tuple[Prerequisite, ...]
    plan: issue.IssuePlan


@dataclass(frozen=True)
class _Step:
    action: Action
    reasons: Sequence[str]
    codes: Sequence[Reject] = ()


def assess(facts: ApplicationFacts, settings: ProgramSettings = DEFAULTS) -> Assessment:
    """Return the first step that applies, in this order: key, reject, review, write, call, approve."""
    earned = income.check(facts.received, facts.agi, facts.filing_status, facts.last_filed_year, settings)
    plan = issue.issue_plan(facts.route, facts.revision, facts.received, facts.today, settings)
    proof = identity.standing(facts.route, facts.received, facts.calls, facts.documents, settings)
    open_doubts = doubts.found(facts, earned, plan, proof)
    risks = doubts.risks(facts, settings)
    step = (
        _unread(facts)
        or _person(facts)
        or _barred(facts, earned, proof)
        or _incomplete(facts, settings)
        or _doubtful(open_doubts)
        or _unproven(facts, proof, settings)
        or _Step(Action.APPROVE, [f"All conditions are met. {plan.reason}"])
    )
    return Assessment(
        step.action,
        tuple(step.codes),
        (*step.reasons, *(risk.text for risk in risks)),
        (*open_doubts, *risks, *doubts.notes(facts)),
        any(risk.supervisor for risk in risks),
        _prerequisites(facts, earned, proof, risks),
        plan,
    )


def _unread(facts: ApplicationFacts) -> _Step | None:
    if facts.unsettled:
        return _Step(Action.KEY, [f"To be keyed: {_list(facts.unsettled)}."])
    if facts.illegible:
        reasons = [Reject.R10.text, f"Illegible: {_list(facts.illegible)}."]
        return _Step(Action.REJECT, reasons, [Reject.R10])
    return None


def _person(facts: ApplicationFacts) -> _Step | None:
    """Who the applicant is: until that is certain, nothing on record counts."""
    if facts.tin_state is TinState.INVALID:
        return _Step(Action.REJECT, [Reject.R02.text], [Reject.R02])
    if facts.tin_state is TinState.MISSING:
        return None
    if not facts.matched:
        return _Step(Action.REVIEW, ["The taxpayer could not be found by number and name."])
    if not facts.name_agrees:
        return _Step(Action.REVIEW, [Reject.R03.text], [Reject.R03])
    return None


def _barred(facts: ApplicationFacts, earned: income.Income, proof: Identity) -> _Step | None:
    if facts.tin_state is TinState.MISSING:
        return None
    over = facts.route is Route.F15227 and earned.within is False
    bars = {
        Reject.R11: facts.deceased,
        Reject.R01: facts.already_has_pin,
        Reject.R04: over,
        Reject.R07: proof is Identity.FAILED,
    }
    codes = [code for code, holds in bars.items() if holds]
    if codes:
        reasons = [earned.reason if code is Reject.R04 else code.text for code in codes]
        return _Step(Action.REJECT, reasons, codes)
    if facts.duplicate_open and "DUPLICATE" not in facts.cleared:
        return _Step(Action.REVIEW, [Reject.R09.text], [Reject.R09])
    return None


def _incomplete(facts: ApplicationFacts, settings: ProgramSettings) -> _Step | None:
    """What a letter asks for; if no answer comes in time, the same codes reject the application."""
    reasons, codes = [], []
    if facts.tin_state is TinState.MISSING:
        reasons.append("The taxpayer number is missing.")
        codes.append(Reject.R02)
    if facts.route is Route.F15227:
        _missing_on_form(facts, reasons, codes)
    if not reasons:
        return None
    return _ask(facts, facts.letter_sent_on, reasons, codes, settings)


def _missing_on_form(facts: ApplicationFacts, reasons: list[str], codes: list[Reject]) -> None:
    blank = facts.missing & REQUIRED
    if blank:
        reasons.append(f"Not filled in: {_list(blank)}.")
    if not facts.phone_valid:
        reasons.append(Reject.R05.text)
        codes.append(Reject.R05)
    unsigned = {
        "The application is not signed.": not facts.signed,
        "The signature is not dated.": not facts.dated,
        "The parent or guardian has not signed.": facts.dependent and facts.signed_by_guardian is False,
    }
    found = [text for text, holds in unsigned.items() if holds]
    if found:
        reasons.extend(found)
        codes.append(Reject.R06)


def _ask(facts: ApplicationFacts, sent_on: date | None, reasons, codes, settings: ProgramSettings) -> _Step:
    """Ask by letter once; reject after the deadline for the answer."""
    if sent_on is None:
        return _Step(Action.WRITE, reasons, codes)
    due = sent_on + timedelta(days=settings.answer_days)
    if facts.today <= due:
        return _Step(Action.REVIEW, [*reasons, f"A letter was sent; an answer is due by {due}."], codes)
    return _Step(Action.REJECT, [*reasons, f"No answer came by {due}."], codes)


def _doubtful(open_doubts: Sequence[doubts.Finding]) -> _Step | None:
    return _Step(Action.REVIEW, [doubt.text for doubt in open_doubts]) if open_doubts else None


def _unproven(facts: ApplicationFacts, proof: Identity, settings: ProgramSettings) -> _Step | None:
    if proof is Identity.VERIFIED:
        return None
    if proof is Identity.UNREACHED:
        count = f"{len(facts.calls)} attempts were made."
        reasons = [f"{Reject.R08.text} {count}"]
        return _ask(facts, facts.call_letter_on, reasons, [Reject.R08], settings)
    if facts.route is Route.TAC or facts.documents is not None:
        return _Step(Action.REVIEW, ["The identity documents shown in person do not suffice."])
    return _Step(Action.CALL, ["Identity call not completed."])


def _prerequisites(facts, earned, proof, risks) -> tuple[Prerequisite, ...]:
    complete = not (facts.unsettled or facts.illegible or facts.missing & REQUIRED)
    signed = facts.route is Route.TAC or (facts.signed and facts.dated and facts.phone_valid)
    waived = earned.code in facts.cleared or facts.route is Route.TAC
    kind = "in person" if facts.route is Route.TAC or facts.documents else "by telephone"
    wanted = [
        Prerequisite("complete", complete and signed, "The application is complete and signed."),
        Prerequisite("income", earned.within is True or waived, earned.reason),
        Prerequisite("identity", proof is Identity.VERIFIED, f"Identity is proven {kind}."),
    ]
    if any(risk.supervisor for risk in risks):
        wanted.append(Prerequisite("supervisor", False, "A supervisor approves."))
    return tuple(wanted)


def _list(names: Iterable[str]) -> str:
    return ", ".join(sorted(_WORDS.get(name, name.replace("_", " ")) for name in names))
