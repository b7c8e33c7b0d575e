"""The report of unusual access: who looked at whom without a work item, at many people at once, or at their own record.

It is made from the audit trail alone (desk/matching/looking). A look has a work item if the desk gave the person the
document (the next one, a box to key, a quality check), or if the person acted on it, on its letter, or on its print
batch within 30 days before the look or up to the end of the day of the report. What somebody only opened has none.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.documents import labels
from desk.matching import looking
from desk.models import AuditEvent, Notice, Printing
from desk.reports.table import Column, Control, Report, Section
from desk.system import calendar

NAME = "access"
TITLE = "Unusual access"
COLUMNS = (
    Column("day", "Day", "date"),
    Column("person", "Person"),
    Column("why", "Why it is listed"),
    Column("record", "Record"),
    Column("people", "People seen", "number"),
    Column("looks", "Looks", "number", total=True),
    Column("first", "First"),
    Column("last", "Last"),
    Column("source", "From"),
)
DAYS = 7
"""Days that the report covers unless it is told which."""
MANY, MINUTES = 30, 10
"""More different people than this within so many minutes are unusual: a clerk decides a paper in a minute or two."""
_BEFORE = 30  # days
_SEEN = (
    looking.OPENED, looking.PAGE, looking.FIELD, looking.LETTER, looking.LETTERS, looking.PERSON, looking.SEARCHED,
    "field.revealed",
)  # fmt: skip
_REFUSED = (Column("person", "Person"), Column("page", "Page"), Column("times", "Times", "number", total=True))
_Record = tuple[str, int | None]
_Work = set[tuple[str, _Record]]


@dataclass(frozen=True)
class Look:
    """One look: who saw what and when, whom it shows, whether the desk gave it to them or it is their own."""

    id: int
    at: datetime
    actor: str
    record: _Record
    people: Sequence[int]
    given: bool
    own: str
    source: str

    @property
    def day(self) -> date:
        """The office day."""
        return calendar.day_of(self.at)


def make(session: Session, as_of: date, first: date | None = None, last: date | None = None) -> Report:
    """The report as of the end of a day, for looks from ``first`` to ``last``; by default those of the last week."""
    last = min(last or as_of, as_of)
    first = first or last - timedelta(days=DAYS - 1)
    until = calendar.end_of(last)
    looks = _looks(session, calendar.start_of(first), until)
    worked = _worked(session, calendar.start_of(first) - timedelta(days=_BEFORE), calendar.end_of(as_of))
    worked |= _by_letters(session, {one.record[1] for one in looks if one.record[0] == "notice"}, worked)
    idle = [one for one in looks if not (one.given or one.record[1] is None or (one.actor, one.record) in worked)]
    rows = [
        *_grouped(idle, "no work item"),
        *_grouped([one for one in looks if one.own], "own name or address"),
        *_many(looks),
    ]
    return Report(
        NAME, TITLE, as_of, COLUMNS, sorted(rows, key=lambda row: (*row[:4], row[6])),
        (_control(session, calendar.start_of(first), until, len(looks)),),
        _notes(looks, idle), (_refused(session, calendar.start_of(first), until),),
    )  # fmt: skip


def _looks(session: Session, since: datetime, until: datetime) -> list[Look]:
    rows = select(
        AuditEvent.id, AuditEvent.at, AuditEvent.actor, AuditEvent.subject, AuditEvent.subject_id, AuditEvent.details,
        AuditEvent.source,
    ).where(AuditEvent.action.in_(_SEEN), AuditEvent.at >= since, AuditEvent.at <= until).order_by(
        AuditEvent.at, AuditEvent.id
    )  # fmt: skip
    return [
        Look(
            number, at, actor, (subject, subject_id), details.get("people", ()), "given" in details,
            details.get("own", ""), source or "command line",
        )
        for number, at, actor, subject, subject_id, details, source in session.execute(rows)
    ]  # fmt: skip


def _worked(session: Session, since: datetime, until: datetime) -> _Work:
    """Who had to do with which record: by an act of theirs, or because the desk gave it to them."""
    only_looks = [action for action in looking.LOOKS if action != looking.GIVEN]
    rows = (
        select(AuditEvent.actor, AuditEvent.subject, AuditEvent.subject_id)
        .where(AuditEvent.at >= since, AuditEvent.at <= until, AuditEvent.action.not_in(only_looks))
        .where(AuditEvent.subject.in_(("document", "notice", "mail_batch", "taxpayer")))
    )
    return {(actor, (subject, number)) for actor, subject, number in session.execute(rows.distinct())}


def _by_letters(session: Session, letters: set[int | None], worked: _Work) -> _Work:
    """Who had to do with which of these letters through its document or its print batch."""
    actors: dict[_Record, set[str]] = defaultdict(set)
    for actor, record in worked:
        actors[record].add(actor)
    papers = select(Notice.id, Notice.document_id).where(Notice.id.in_(letters))
    batches = select(Printing.notice_id, Printing.mail_batch_id).where(Printing.notice_id.in_(letters))
    of = [(letter, ("document", number)) for letter, number in session.execute(papers)]
    of += [(letter, ("mail_batch", number)) for letter, number in session.execute(batches)]
    return {(actor, ("notice", letter)) for letter, record in of for actor in actors.get(record, ())}


def _grouped(looks: Iterable[Look], why: str) -> list[tuple]:
    """One row for each day, person, and record."""
    groups: dict[tuple, list[Look]] = defaultdict(list)
    for one in looks:
        groups[one.day, one.actor, one.record, one.own if why.startswith("own") else ""].append(one)
    return [
        _row(day, actor, f"own {own}" if own else why, labels.numbered(*record), found)
        for (day, actor, record, own), found in groups.items()
    ]


def _many(looks: Iterable[Look]) -> list[tuple]:
    """One row, of the fullest stretch, for each person and day with more than :data:`MANY` people within one."""
    groups: dict[tuple[date, str], list[Look]] = defaultdict(list)
    for one in looks:
        if one.people and not one.given:
            groups[one.day, one.actor].append(one)
    rows = []
    for (day, actor), found in groups.items():
        fullest = max(_within(found), key=_count)
        if _count(fullest) > MANY:
            rows.append(_row(day, actor, f"more than {MANY} people in {MINUTES} minutes", "", fullest))
    return rows


def _within(looks: list[Look]) -> Iterable[list[Look]]:
    """The looks of each stretch of :data:`MINUTES` that ends with one of them."""
    start, length = 0, timedelta(minutes=MINUTES)
    for end, one in enumerate(looks, 1):
        while one.at - looks[start].at > length:
            start += 1
        yield looks[start:end]


def _count(looks: Iterable[Look]) -> int:
    return len({number for one in looks for number in one.people})


def _row(day: date, actor: str, why: str, record: str, looks: list[Look]) -> tuple:
    sources = ", ".join(sorted({one.source for one in looks}))
    return (
        day, actor, why, record, _count(looks), len(looks), _hour(looks[0].at), _hour(looks[-1].at), sources,
    )  # fmt: skip


def _hour(moment: datetime) -> str:
    return f"{moment.astimezone():%H:%M}"


def _notes(looks: list[Look], idle: list[Look]) -> tuple[str, ...]:
    return (
        f"{len(looks):,} looks at the records of {_count(looks):,} people; {len(idle):,} without a work item.",
        "An auditor has no work items: all that an auditor opens is listed.",
    )


def _control(session: Session, since: datetime, until: datetime, told: int) -> Control:
    """Every look on the trail is told of in this report."""
    rows = select(func.count()).where(AuditEvent.action.in_(_SEEN), AuditEvent.at >= since, AuditEvent.at <= until)
    return Control("looks on the trail = looks examined", session.scalar(rows) or 0, told)


def _refused(session: Session, since: datetime, until: datetime) -> Section:
    """What people were refused, by person and page."""
    rows = select(AuditEvent.actor, AuditEvent.details).where(
        AuditEvent.action == looking.REFUSED, AuditEvent.at >= since, AuditEvent.at <= until
    )
    times = Counter((actor, details["page"]) for actor, details in session.execute(rows))
    return Section("Refused", _REFUSED, [(*key, number) for key, number in sorted(times.items())])
