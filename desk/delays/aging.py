"""The delayed returns as of any day: how old, why, whose, and what depends on them (domain.md 4.5)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import Keying, Reading
from desk.models.states import DelayState, DocumentState
from desk.program.words import Action
from desk.system import calendar

BUCKETS = ((21, "0–21"), (45, "22–45"), (63, "46–63"), (84, "64–84"), (180, "85–180"), (365, "181–365"))
OVERDUE = ">365"
NOT_READ, NO_KIND = "not yet read", "kind unknown"
NAMES = (*(name for _, name in BUCKETS), OVERDUE)
_AMOUNTS = ("refund", "amount_owed")
_CHUNK = 500


@dataclass(frozen=True)
class DelayedReturn:
    """One delayed return; ``days`` since the received date. The clock stops when it is released."""

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
    site: str = ""
    reply_due: date | None = None


def bucket(days: int) -> str:
    """The aging bucket of domain.md 4.5."""
    return next((name for limit, name in BUCKETS if days <= limit), OVERDUE)


def delayed(session: Session, as_of: date | None = None) -> list[DelayedReturn]:
    """Every delayed return as of the end of a day (default: today), oldest first."""
    as_of = as_of or calendar.today()
    return among(history.papers(session, as_of), as_of)


def among(papers: Iterable[Paper], as_of: date) -> list[DelayedReturn]:
    """The delayed returns among papers as they stood at the end of that day, in their order."""
    return [_line(paper, as_of) for paper in papers if paper.awaited and not paper.closed]


def amounts(session: Session, document_ids: Iterable[int], as_of: date) -> dict[int, dict[str, int]]:
    """Refund and balance due of returns in whole dollars, as read, or keyed by the end of the day."""
    wanted = sorted(set(document_ids))
    found: dict[int, dict[str, int]] = {number: {} for number in wanted}
    until = calendar.end_of(as_of)
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        readings = select(Reading).where(Reading.field.in_(_AMOUNTS), Reading.document_id.in_(chunk))
        keys = select(Keying).where(Keying.field.in_(_AMOUNTS), Keying.document_id.in_(chunk), Keying.at <= until)
        for row in (*session.scalars(readings), *session.scalars(keys.order_by(Keying.id))):
            found[row.document_id].pop(row.field, None)
            if row.value and row.value.lstrip("-").isdigit():
                found[row.document_id][row.field] = int(row.value)
    return found


def _line(paper: Paper, as_of: date) -> DelayedReturn:
    days = (as_of - paper.received_date).days
    reason, role, state = _why(paper)
    due = paper.open_case.reply_due if paper.open_case else None
    return DelayedReturn(
        paper.document_id, paper.number, paper.file, paper.batch, paper.form, paper.received_date, days, bucket(days),
        reason, role, state, paper.site, due,
    )  # fmt: skip


def _why(paper: Paper) -> tuple[str, str, str]:
    """Reason, role and state of one delay."""
    case, advice = paper.open_case, paper.advice
    if paper.state in (DocumentState.RECEIVED, DocumentState.READING):
        return NOT_READ, "", "in process"
    if paper.kind is None or advice is None:
        return NO_KIND, "", "in process"
    if case is not None:
        reason = DelayState.NO_REPLY if case.state == DelayState.NO_REPLY else case.reason
        return reason.replace("_", " "), case.role, case.state.replace("_", " ")
    unmatched = [role for role, outcome in advice.outcomes.items() if outcome == "unmatched"]
    if unmatched:
        return "unmatched", unmatched[0], "in process"
    return ("being keyed" if advice.action == Action.KEY else "not yet worked"), "", "in process"
