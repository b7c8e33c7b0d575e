"""What a new day brings: numbers expire, due PINs are issued, late answers marked, the night's reports kept."""

from desk.delays import cases as delays
from desk.enrollment import replacements
from desk.lifecycle import notices as drafting
from desk.mail import print_batches as mail
from desk.office.opening import Office
from desk.pins import ledger as pins
from desk.reports import nightly
from desk.review import answers, cancelled, consequences


def turn(office: Office, actor: str) -> dict[str, int]:
    """Do all that the day asks for and keep the reports of the day before; safe to do again."""
    return work(office, actor) | {"reports": nightly.make_due(office, actor)}


def work(office: Office, actor: str) -> dict[str, int]:
    """What the day asks for but its reports; how much of each was done."""
    done = {"expired": pins.expire(office, actor)}
    done["issued"] = consequences.issue_due(office, actor)
    done["replaced"] = replacements.issue_due(office)
    done["no_reply"] = delays.mark_no_reply(office, actor)
    done["no_answer"] = answers.take_up_overdue(office, actor)
    done["cancelled"] = drafting.cancel_ended(office, actor)
    done["handed_back"] = cancelled.hand_back(office, actor)
    done["destroyed"] = mail.destroy_leftovers(office)
    return done
