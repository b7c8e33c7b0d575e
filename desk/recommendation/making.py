"""Makes the recommendation for a document, again each time that the facts about it change."""

from dataclasses import dataclass, field, replace

from sqlalchemy.orm import Session

from desk.documents import labels, locators, values
from desk.documents.values import Value
from desk.lifecycle import states
from desk.models import Document, Recommendation
from desk.models.states import DocumentState
from desk.office import policy
from desk.program.applications import Assessment
from desk.program.returns import FLAGS
from desk.program.returns import Recommendation as ReturnAdvice
from desk.program.words import Action, FormKind, Outcome, ReadingState, ValueSource
from desk.recommendation import applications, questions, returns, seconds
from desk.system import calendar
from desk.system.config import Settings

DESK = "desk"
DECIDED = (FormKind.TAX_RETURN, FormKind.PIN_APPLICATION)
"""The kinds of documents that the rules cover and people decide; any other kind is identified or set aside."""
EXCUSED = "EXCUSED"
"""The code of a finding: a signer may not have had the number when the return was sent."""
_SCANNED_AGAIN = "This paper was scanned again, and the two scans may not be one paper."
_AFFIDAVIT = (
    "This is an identity theft affidavit (Form 14039). It is no return and no application: a person keeps it with the "
    "taxpayer's identity-theft case."
)


@dataclass(frozen=True)
class Advice:
    """The answer of the rules in the form in which it is stored."""

    action: str
    reasons: list[str]
    findings: list[dict] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)
    keys: list[dict] = field(default_factory=list)
    outcomes: dict[str, str] = field(default_factory=dict)
    conditions: list[dict] = field(default_factory=list)
    supervisor: bool = False


def give(session: Session, settings: Settings, document: Document, actor: str = DESK) -> Recommendation:
    """Apply the rules to ``document`` and store the answer as its newest recommendation."""
    settled = values.settled(session, document.id)
    advice = _held(_ask(session, settings, document, settled, actor), questions.findings(session, document))
    row = Recommendation(
        document_id=document.id,
        action=advice.action,
        kind=document.kind,
        form=f"{document.form or ''} {document.revision or document.tax_year or ''}".strip(),
        reasons=advice.reasons,
        findings=[*document.reader_findings, *advice.findings, *_doubts(settled)],
        codes=advice.codes,
        keys=advice.keys,
        outcomes=advice.outcomes,
        conditions=advice.conditions,
        supervisor=advice.supervisor,
        on=calendar.today(),
        at=calendar.now(),
    )
    session.add(row)
    document.recommendation = advice.action
    _move(session, document, actor)
    session.flush()
    locators.assign(session, document, policy.load(settings))
    return row


def _move(session: Session, document: Document, actor: str) -> None:
    """Send a document to review if the rules cover it; for any other, a person must say what happens to it."""
    state = DocumentState.IN_REVIEW if document.kind in DECIDED else DocumentState.EXCEPTION
    waits = document.state in (DocumentState.IN_REVIEW, DocumentState.EXCEPTION) and document.kind is not None
    if document.state in (DocumentState.READING, DocumentState.RECEIVED) or (waits and document.state != state):
        states.move(session, document, state, actor)


def same(one: Recommendation, other: Recommendation) -> bool:
    """Return whether a person would decide the same with either recommendation in view."""
    return _judged(one) == _judged(other)


def _judged(row: Recommendation) -> tuple:
    """The parts that a person decides by, including the other documents to compare with this one, and why."""
    beside = sorted((one["code"], one["other"]) for one in row.findings if "other" in one)
    return row.action, row.outcomes, row.codes, beside


def _ask(session: Session, settings: Settings, document: Document, settled: dict[str, Value], actor: str) -> Advice:
    if document.kind == FormKind.TAX_RETURN:
        advice = returns.recommend(session, document, settled, settings, actor)
        return _of_return(advice, seconds.findings(session, document))
    if document.kind == FormKind.PIN_APPLICATION:
        return _of_application(applications.assess(session, document, settled, settings))
    if document.kind == FormKind.THEFT_AFFIDAVIT:
        return Advice(Action.REVIEW, [_AFFIDAVIT], [_finding("AFFIDAVIT", "", _AFFIDAVIT)])
    return Advice(Action.REVIEW, ["The form is not one that the desk reads: a person says what it is."])


def _held(advice: Advice, questions: list[dict]) -> Advice:
    """The advice while it is open whether this is the paper of another scan: review, once no box waits for keys."""
    if not questions:
        return advice
    action = advice.action if advice.action == Action.KEY else Action.REVIEW
    reasons = advice.reasons if action == Action.KEY else [_SCANNED_AGAIN, *advice.reasons]
    return replace(advice, action=action, reasons=reasons, findings=[*questions, *advice.findings])


def _of_return(advice: ReturnAdvice, beside: list[dict]) -> Advice:
    keys = [{"field": f"{key.role.value}_{key.field}", "third_person": key.third_person} for key in advice.keys_needed]
    outcomes = {role.value: outcome.value for role, outcome in advice.outcomes}
    excused = [{"code": EXCUSED, "field": "", "message": why, "roles": [role.value]} for role, why in advice.excuses]
    return Advice(advice.action.value, list(advice.reasons), [*beside, *excused], keys=keys, outcomes=outcomes)


def flagged(row: Recommendation) -> dict[str, Outcome]:
    """Return the outcomes by role that may be flagged, without signers who may not have had the number."""
    excused = {role for one in row.findings if one["code"] == EXCUSED for role in one["roles"]}
    return {role: Outcome(one) for role, one in row.outcomes.items() if one in FLAGS and role not in excused}


def _of_application(assessment: Assessment) -> Advice:
    return Advice(
        assessment.action.value,
        list(assessment.reasons),
        [_finding(one.code, "", one.text) for one in assessment.findings],
        [code.value for code in assessment.reject_codes],
        conditions=[{"text": one.text, "met": one.done} for one in assessment.prerequisites],
        supervisor=assessment.supervisor,
    )


def _doubts(settled: dict[str, Value]) -> list[dict]:
    """A finding for each field that nobody may trust yet."""
    told = {ReadingState.SUSPECT: "was read with doubt", ReadingState.ILLEGIBLE: "could not be read"}
    return [
        _finding(value.state.upper(), name, f"The {labels.caption(name)} {told[value.state]}.")
        for name, value in settled.items()
        if value.source != ValueSource.KEYED and value.state in told
    ]


def _finding(code: str, name: str, message: str) -> dict:
    return {"code": code, "field": name, "message": message}
