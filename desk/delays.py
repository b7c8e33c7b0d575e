"""Delayed returns: every return from its received date until released or an identity-theft case.

A flag makes the delay a case of its own (desk/states.py, DELAY). The report can be made as of
any past day, from append-only history (domain.md 4.2, 4.5).
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import audit, calendar, errors, states
from desk.models import Batch, Delay, DelayEvent, Document, DocumentEvent, Notice, Recommendation, Scan
from desk.office import Office
from desk.users import Actor

BUCKETS = ((21, "0–21"), (45, "22–45"), (63, "46–63"), (84, "64–84"), (180, "85–180"), (365, "181–365"))
OVERDUE = ">365"
REPLY_DAYS = 30
ENDED = ("released", "identity_theft")


@dataclass(frozen=True)
class DelayedReturn:
    """One line of the delayed report; ``days`` since the received date."""

    document_id: int
    number: str
    file: str
    batch: str
    form: str
    received_date: date
    days: int
    bucket: str
    reason: str
    role: str
    state: str


def bucket(days: int) -> str:
    """The aging bucket of domain.md 4.5."""
    return next((name for limit, name in BUCKETS if days <= limit), OVERDUE)


def delayed(session: Session, as_of: date | None = None) -> list[DelayedReturn]:
    """Every delayed return as of a day (default: today), oldest first."""
    as_of = as_of or calendar.today()
    rows = session.execute(
        select(Document, Scan.file_name, Batch.name)
        .join(Scan, Document.scan_id == Scan.id)
        .join(Batch, Scan.batch_id == Batch.id)
        .where(Document.kind == "tax_return", Document.received_date <= as_of)
        .order_by(Document.received_date, Document.id)
    ).all()
    over, cases, advices = _ended(session, as_of), _cases(session, as_of), _advices(session, as_of)
    return [
        _line(document, file, batch, as_of, cases.get(document.id), advices.get(document.id))
        for document, file, batch in rows
        if document.id not in over
    ]


def open_case(session: Session, document: Document, reason: str, role: str, actor: str) -> Delay:
    """Make a flagged return's delay a case; a case closed before is opened again with its history."""
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is None:
        case = Delay(document_id=document.id, state="open", opened_on=document.received_date, reason="", role="")
        session.add(case)
    case.reason, case.role, case.state, case.closed_on = reason, role, "open", None
    _note(session, case, actor, reason)
    return case


def move(office: Office, document_id: int, new: str, actor: Actor, note: str = "") -> None:
    """Bring a delay case into ``new``; released and identity_theft end the delay."""
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        case = session.scalar(select(Delay).where(Delay.document_id == document_id))
        if document is None or case is None:
            raise errors.NotFound("this return has no delay case")
        _change(session, document, case, new, actor.name, note)


def close(session: Session, document: Document, how: str, actor: str) -> None:
    """End a delay case if there is one."""
    case = session.scalar(select(Delay).where(Delay.document_id == document.id))
    if case is not None and case.state not in ENDED:
        case.state, case.closed_on = states.check(states.DELAY, case.state, how), calendar.today()
        _note(session, case, actor, how)


def withdraw(session: Session, document: Document, actor: Actor) -> None:
    """Take a flag back: the case ends without having been one."""
    close(session, document, "released", actor.name)


def letter_mailed(session: Session, notice: Notice, actor: str) -> None:
    """The verification letter is out: the answer is due in thirty days."""
    case = session.scalar(select(Delay).where(Delay.document_id == notice.document_id))
    if case is not None and case.state in ("open", "no_reply"):
        case.state = states.check(states.DELAY, case.state, "letter_sent")
        case.letter_on, case.reply_due = calendar.today(), calendar.today() + timedelta(days=REPLY_DAYS)
        _note(session, case, actor, "letter sent")


def _change(session: Session, document: Document, case: Delay, new: str, actor: str, note: str) -> None:
    case.state = states.check(states.DELAY, case.state, new)
    if new in ENDED:
        case.closed_on = calendar.today()
        states.move(session, document, "closed", actor, new)
    _note(session, case, actor, note)


def _note(session: Session, case: Delay, actor: str, note: str) -> None:
    session.flush()
    session.add(
        DelayEvent(
            document_id=case.document_id,
            state=case.state,
            reason=case.reason,
            role=case.role,
            on=calendar.today(),
            at=calendar.now(),
            by=actor,
            note=note,
        )
    )
    audit.record(session, actor, f"delay.{case.state}", "document", case.document_id, reason=case.reason)


def _newest(session: Session, model, as_of: date, on):
    """The last row per document up to a day."""
    last = select(func.max(model.id)).where(on <= as_of).group_by(model.document_id)
    return {row.document_id: row for row in session.scalars(select(model).where(model.id.in_(last)))}


def _ended(session: Session, as_of: date) -> set[int]:
    return {
        number
        for number, event in _newest(session, DocumentEvent, as_of, DocumentEvent.on).items()
        if event.state == "closed"
    }


def _cases(session: Session, as_of: date) -> dict[int, DelayEvent]:
    found = _newest(session, DelayEvent, as_of, DelayEvent.on)
    return {number: event for number, event in found.items() if event.state not in ENDED}


def _advices(session: Session, as_of: date) -> dict[int, Recommendation]:
    return _newest(session, Recommendation, as_of, Recommendation.on)


def _line(document: Document, file: str, batch: str, as_of: date, case: DelayEvent | None, advice) -> DelayedReturn:
    days = (as_of - document.received_date).days
    reason, role, state = _why(case, advice)
    form = f"{document.form} {document.revision or ''}".strip()
    return DelayedReturn(
        document.id, document.number, file, batch, form, document.received_date, days, bucket(days), reason, role, state
    )


def _why(case: DelayEvent | None, advice: Recommendation | None) -> tuple[str, str, str]:
    """Reason, role and state of one delay."""
    if case is not None:
        return case.reason.replace("_", " "), case.role, case.state.replace("_", " ")
    if advice is None:
        return "not yet worked", "", "in process"
    unmatched = [role for role, outcome in advice.outcomes.items() if outcome == "unmatched"]
    if unmatched:
        return "unmatched", unmatched[0], "in process"
    return ("being keyed" if advice.action == "key" else "not yet worked"), "", "in process"
