"""SQL asked of one desk about one day, and the small sums that SQL does not do."""

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from desk.system import crypto

PAPERS = """
WITH ev AS (SELECT * FROM document_event WHERE id IN
        (SELECT max(id) FROM document_event WHERE "on" <= :day GROUP BY document_id)),
    ad AS (SELECT * FROM recommendation WHERE id IN
        (SELECT max(id) FROM recommendation WHERE "on" <= :day GROUP BY document_id)),
    ap AS (SELECT * FROM application_event WHERE id IN
        (SELECT max(id) FROM application_event WHERE "on" <= :day GROUP BY document_id)),
    cs AS (SELECT * FROM delay_event WHERE id IN
        (SELECT max(id) FROM delay_event WHERE "on" <= :day GROUP BY document_id, role, cause)),
    paper AS (SELECT d.id, printf('D%07d', d.id) AS number, s.file_name AS file, b.name AS batch, b.site,
        d.received_date AS received, ad.kind, coalesce(ad.form, '') AS form, ev.state, ev.note, ad.action,
        ad.outcomes, coalesce(ap.state, 'open') AS application, ap."on" AS application_on,
        (SELECT min("on") FROM document_event WHERE document_id = d.id) AS entered,
        julianday(:day) - julianday(d.received_date) AS days,
        ev.state = 'closed' AND (ev.note LIKE 'replaced by scan%' OR ev.note LIKE 'joined to%'
            OR ev.note LIKE 'batch sheets only%' OR ev.note LIKE 'answered by%') AS aside
        FROM document d JOIN scan s ON s.id = d.scan_id JOIN batch b ON b.id = s.batch_id
        JOIN ev ON ev.document_id = d.id LEFT JOIN ad ON ad.document_id = d.id LEFT JOIN ap ON ap.document_id = d.id
        WHERE d.received_date <= :day)
"""
AWAITED = "coalesce(kind, 'tax_return') = 'tax_return' AND NOT aside"
BUCKETS = ("0–21", "22–45", "46–63", "64–84", "85–180", "181–365", ">365")


def _opened(data: bytes | None, place: str, number: int) -> str | None:
    return data and crypto.ring().open(data, f"{place}:{number}").decode()


@dataclass
class Recount:
    """What a report should say."""

    rows: list[tuple]
    controls: list[int]
    tables: dict[str, list[tuple]] = field(default_factory=dict)
    charts: dict[str, dict[str, list[int]]] = field(default_factory=dict)


class Questions:
    """SQL asked of one desk about one day."""

    def __init__(self, session: Session, day: date) -> None:
        self.session, self.day = session, day
        connection = session.connection().connection.driver_connection
        connection.create_function("opened", 3, _opened)

    def ask(self, question: str, **more) -> list[tuple]:
        """The rows of an answer; ``:day`` and ``:end`` (its last moment) may stand in the question."""
        given = {"day": self.day.isoformat(), "end": moment(self.day)} | more
        return [tuple(row) for row in self.session.execute(text(question), given)]

    def number(self, question: str, **more) -> int:
        """The one figure of an answer."""
        return self.ask(question, **more)[0][0] or 0


def weeks(day: date) -> list[tuple[date, date]]:
    """The last twelve weeks up to a day, Monday to Sunday, the last one cut."""
    monday = day - timedelta(day.weekday())
    return [(monday - timedelta(7 * n), min(monday - timedelta(7 * n - 6), day)) for n in range(11, -1, -1)]


def across(pairs: Iterable[tuple[str, str]], names: Sequence[str] = BUCKETS) -> list[tuple]:
    """Counts of pairs by group and aging, with their totals, the largest first."""
    counts = defaultdict(Counter)
    for group, name in pairs:
        counts[group][name] += 1
    lines = [(group, *(row[name] for name in names), row.total()) for group, row in counts.items()]
    return sorted(lines, key=lambda line: (-line[-1], line[0]))


def bucket(days: float) -> str:
    """The aging bucket of domain.md 4.5."""
    return next(
        (name for most, name in zip((21, 45, 63, 84, 180, 365), BUCKETS, strict=False) if days <= most), BUCKETS[6]
    )


def spread(days: Sequence[int]) -> tuple:
    """Median and most, of days."""
    return (round(statistics.median(days)), max(days)) if days else (None, None)


def share(part: int, whole: int) -> float | None:
    """A share, none of nothing."""
    return part / whole if whole else None


def as_day(told: str | None) -> date | None:
    """A day as it is stored."""
    return date.fromisoformat(told) if told else None


def moment(day: date) -> str:
    """The last moment of a day as it is stored."""
    return datetime.combine(day, time.max, UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def until(turns: Sequence[tuple[int, date]], day: date) -> int:
    """How many of these turns were up to a day."""
    return sum(one <= day for _, one in turns)


def pairs(keys: Sequence[tuple]) -> list[tuple]:
    """Neighbors."""
    return list(zip(keys, keys[1:], strict=False))
