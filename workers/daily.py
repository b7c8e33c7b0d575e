"""The daily work: expire PINs, issue PINs that are due, mark overdue replies, make the nightly reports."""

from collections.abc import Callable

import structlog

from desk import errors
from desk.delays import cases
from desk.enrollment import replacements, visits
from desk.inspection import rounds
from desk.mail import ended, mailing
from desk.office import anchoring
from desk.office.opening import Office
from desk.pins import ledger
from desk.reports import nightly
from desk.review import answers, due

log = structlog.get_logger()


def turn(office: Office, actor: str) -> dict[str, int]:
    """Check the desk, do the daily work, make the nightly reports that are due, and anchor the trail; safe to repeat.

    The check comes first, so that what it finds is told even where it stops the rest.

    Returns the number of items per kind of work, as :func:`work` does, with ``reports``, ``anchored``, and
    ``findings`` added.
    """
    findings = rounds.make_due(office, actor)
    done = work(office, actor) | {"reports": nightly.make_due(office, actor), "findings": findings}
    return done | {"anchored": int(anchoring.write(office))}


def work(office: Office, actor: str) -> dict[str, int]:
    """Do the daily work without the reports; return how many items of each kind were done.

    Work that meets a row which was changed outside of the desk stops there, is logged, and does not stop the rest.
    """
    steps: dict[str, Callable[[], int]] = {
        "expired": lambda: ledger.expire(office, actor),
        "issued": lambda: due.issue_due(office, actor),
        "replaced": lambda: replacements.issue_due(office),
        "visited": lambda: visits.issue_due(office),
        "no_reply": lambda: cases.mark_no_reply(office, actor),
        "no_answer": lambda: answers.take_up_overdue(office, actor),
        "cancelled": lambda: ended.cancel(office, actor),
        "handed_back": lambda: due.hand_back_canceled(office, actor),
        "destroyed": lambda: mailing.destroy_leftovers(office),
    }
    return {name: _done(name, step) for name, step in steps.items()}


def _done(name: str, step: Callable[[], int]) -> int:
    try:
        return step()
    except errors.RecordChanged as changed:
        log.error("daily.record_changed", work=name, found=str(changed))
        return 0
