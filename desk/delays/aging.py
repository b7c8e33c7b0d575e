"""Lists the delayed returns as of any day: how old, why, whose, and what depends on them (domain.md 4.5).

A return has one line, or one for each signer with a finding. To count papers or money, count each return once; see
:func:`returns`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.lifecycle import history
from desk.lifecycle.history import Paper
from desk.models import DelayEvent, Keying, Reading
from desk.models.states import DelayCause, DelayState, DocumentState
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
    """One line of the list: a delayed return, or one signer's delay of it.

    ``cause`` is one of :class:`DelayCause`, or "" if nobody has found one. ``days`` counts from the received date until
    the return is released.
    """

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
    cause: str = ""
    processable_date: date | None = None


def bucket(days: int) -> str:
    """Return the aging bucket of domain.md 4.5."""
    return next((name for limit, name in BUCKETS if days <= limit), OVERDUE)


def delayed(session: Session, as_of: date | None = None) -> list[DelayedReturn]:
    """Return every delayed return as of the end of a day (default: today), oldest first, primary before spouse."""
    as_of = as_of or calendar.today()
    return among(history.papers(session, as_of), as_of)


def among(papers: Iterable[Paper], as_of: date) -> list[DelayedReturn]:
    """Return the lines of the delayed returns among papers, as of the end of that day, in the same order."""
    return [line for paper in papers if paper.awaited and not paper.closed for line in _lines(paper, as_of)]


def returns(lines: Iterable[DelayedReturn]) -> list[DelayedReturn]:
    """Return the first line of each return, to count papers rather than signers."""
    return list({line.document_id: line for line in reversed(list(lines))}.values())[::-1]


def amounts(session: Session, document_ids: Iterable[int], as_of: date) -> dict[int, dict[str, int]]:
    """Return refund and balance due of returns in whole dollars, as read, or as keyed by the end of the day."""
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


def _lines(paper: Paper, as_of: date) -> list[DelayedReturn]:
    days = (as_of - paper.received_date).days
    return [
        DelayedReturn(
            paper.document_id, paper.number, paper.file, paper.batch, paper.form, paper.received_date, days,
            bucket(days), *why[:3], paper.site, *why[3:],
        )
        for why in _why(paper)
    ]  # fmt: skip


def _why(paper: Paper) -> list[tuple[str, str, str, date | None, str, date | None]]:
    """Reason, role, state, reply date, cause, and complete date: for each case, or once for a return without one."""
    known = paper.state not in (DocumentState.RECEIVED, DocumentState.READING) and paper.kind and paper.advice
    if known and paper.open_cases:
        return [_of_case(case) for case in paper.open_cases]
    reason, role = _without_case(paper)
    return [(reason, role, "in process", None, "", None)]


def _of_case(case: DelayEvent) -> tuple[str, str, str, date | None, str, date | None]:
    unanswered = case.state == DelayState.NO_REPLY and case.cause == DelayCause.IDENTITY
    reason = DelayState.NO_REPLY if unanswered else case.reason
    told = reason.replace("_", " "), case.role, case.state.replace("_", " ")
    return *told, case.reply_due, case.cause, case.processable_date


def _without_case(paper: Paper) -> tuple[str, str]:
    """Reason and role of a delay that nobody has flagged yet."""
    advice = paper.advice
    if paper.state in (DocumentState.RECEIVED, DocumentState.READING):
        return NOT_READ, ""
    if paper.kind is None or advice is None:
        return NO_KIND, ""
    unmatched = [role for role, outcome in advice.outcomes.items() if outcome == "unmatched"]
    if unmatched:
        return "unmatched", unmatched[0]
    return ("being keyed" if advice.action == Action.KEY else "not yet worked"), ""
