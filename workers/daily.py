"""The daily work: expire PINs, issue PINs that are due, mark overdue replies, make the nightly reports."""

from desk.delays import cases
from desk.enrollment import replacements, visits
from desk.mail import ended, mailing
from desk.office import anchoring
from desk.office.opening import Office
from desk.pins import ledger
from desk.reports import nightly
from desk.review import answers, due


def turn(office: Office, actor: str) -> dict[str, int]:
    """Do the daily work, make the nightly reports that are due, and anchor the audit trail; safe to repeat.

    Returns the number of items per kind of work, as :func:`work` does, with ``reports`` and ``anchored`` added.
    """
    done = work(office, actor) | {"reports": nightly.make_due(office, actor)}
    return done | {"anchored": int(anchoring.write(office))}


def work(office: Office, actor: str) -> dict[str, int]:
    """Do the daily work without the reports; return how many items of each kind were done."""
    done = {"expired": ledger.expire(office, actor)}
    done["issued"] = due.issue_due(office, actor)
    done["replaced"] = replacements.issue_due(office)
    done["visited"] = visits.issue_due(office)
    done["no_reply"] = cases.mark_no_reply(office, actor)
    done["no_answer"] = answers.take_up_overdue(office, actor)
    done["cancelled"] = ended.cancel(office, actor)
    done["handed_back"] = due.hand_back_canceled(office, actor)
    done["destroyed"] = mailing.destroy_leftovers(office)
    return done
