"""The home page: a few figures for each role, with what to do first."""

from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.delays import backlog
from desk.enrollment import addresses, replacements, visits
from desk.mail import print_batches
from desk.models import Document, Scan
from desk.models.states import NoticeState, ScanState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.reading import keying, sampling
from desk.recommendation import withheld
from desk.screens import mail as outgoing
from desk.screens import releases, worklist
from desk.system import calendar

LONG_DAYS = 45
"""A return delayed for longer than this counts as urgent (domain.md 4.5, second bucket)."""


TRIED = "Taxpayers with too many numbers tried"
_ORDER = (worklist.RELEASES, "application", "call", "return", "key", "look", worklist.REPLIES, "exception")


@dataclass(frozen=True)
class Figure:
    """One figure: its link (``place``, with a ``kind`` of work or a bucket of days), whether it is urgent, and whether
    it is secondary because this role has other work to do first.
    """

    name: str
    number: int
    place: str
    kind: str | None = None
    hint: str = ""
    pressing: bool = False
    aside: bool = False


def figures(session: Session, actor: Actor) -> list[Figure]:
    """Return the figures for this person's role."""
    parts = (("read", _work), ("mail", _mail), ("receive", _intake), ("reports", _delays))
    mine = [part for permission, part in parts if accounts.may(actor.role, permission)]
    figures = [figure for part in mine for figure in part(session, actor)]
    works = accounts.may(actor.role, "read")
    return [replace(one, aside=works and one.place not in ("worklist", "key", "look")) for one in figures]


def _work(session: Session, actor: Actor) -> list[Figure]:
    waiting = worklist.counts(session)
    figures = {
        kind: Figure(name, waiting[kind].number, "worklist", kind, _oldest(waiting[kind]))
        for kind, name in worklist.KINDS.items()
    }
    if accounts.may(actor.role, "key"):
        mine = keying.count(session, actor) + sampling.count(session, actor)
        hint = "another person must key the rest" if waiting["key"].number and not mine else _oldest(waiting["key"])
        figures["key"] = Figure(worklist.KINDS["key"], mine, "key", hint=hint)
        figures["look"] = Figure("Quality checks", len(sampling.looks(session, actor)), "look")
    else:
        figures["key"] = replace(figures["key"], name="Returns to key blind")
    late = backlog.count_overdue(session)
    figures[worklist.REPLIES] = Figure("Replies overdue", late, "worklist", worklist.REPLIES, pressing=late > 0)
    asked = replacements.count_undecided(session)
    grants = releases.count(session, actor)
    if grants:
        figures[worklist.RELEASES] = Figure(
            "Releases for a second person", grants, "worklist", worklist.RELEASES, pressing=True
        )
    lost = [Figure("Lost IP PINs to decide", asked, "requests")] if asked else []
    moves = addresses.count_undecided(session)
    lost += [Figure("Changes of address to decide", moves, "requests")] if moves else []
    return [figures[kind] for kind in _ORDER if kind in figures] + lost + _visits(session)


def _visits(session: Session) -> list[Figure]:
    """Visits to decide, and IP PINs to mail after a visit with the earliest due day; urgent once a day has passed."""
    asked, promised = visits.count_undecided(session), visits.unmailed(session)
    figures = [Figure("Visits in person to decide", asked, "requests")] if asked else []
    due = min((row.mail_by for row in promised + visits.undecided(session, 1) if row.mail_by), default=None)
    if not promised or due is None:
        return figures
    hint = f"first due by {calendar.written(due)}"
    late = due < calendar.today()
    return [*figures, Figure("IP PINs to mail after a visit", len(promised), "requests", hint=hint, pressing=late)]


def _oldest(waits: worklist.Waits) -> str:
    if waits.oldest is None:
        return ""
    days = (calendar.today() - waits.oldest).days
    return f"oldest: {days} {'day' if days == 1 else 'days'}" if days else "oldest: today"


def _mail(session: Session, actor: Actor) -> list[Figure]:
    printed, back = outgoing.count(session, NoticeState.PRINTED), outgoing.count(session, NoticeState.RETURNED)
    to_release = print_batches.releasable(session, actor)
    return [
        Figure("Print batches to release", to_release, "notices", pressing=to_release > 0),
        Figure("Letters to print", sum(outgoing.by_kind(session).values()), "notices"),
        Figure("Printed, not yet mailed", printed, "notices", pressing=printed > 0),
        Figure("Returned letters", back, "notices"),
    ]


def _intake(session: Session, _: Actor) -> list[Figure]:
    reading = session.scalar(select(func.count()).where(Scan.state.in_((ScanState.RECEIVED, ScanState.READING)))) or 0
    today = session.scalar(select(func.count()).where(Document.received_date == calendar.today())) or 0
    return [
        Figure("Scans being read", reading, "batches"),
        Figure("Documents received today", today, "batches"),
    ]


def _delays(session: Session, _: Actor) -> list[Figure]:
    long = backlog.total(session, LONG_DAYS)
    tried = withheld.count(session)
    alarm = [Figure(TRIED, tried, "withheld", pressing=True)] if tried else []
    return [
        *alarm,
        Figure("Delayed returns", backlog.total(session), "delayed"),
        Figure(f"Delayed over {LONG_DAYS} days", long, "delayed", f">{LONG_DAYS}", pressing=long > 0),
    ]
