"""Every figure of every report, counted again in plain SQL from the tables, apart from the product's own code.

Each function takes the questions that are asked of one day and answers as the report should: its rows, the left figure
of each control total (the right one must equal it), and its further tables and charts by title.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, timedelta

from tests.desk.reports.office import recount_cases
from tests.desk.reports.office.questions import (
    AWAITED,
    BUCKETS,
    PAPERS,
    Questions,
    Recount,
    across,
    as_day,
    bucket,
    pairs,
    share,
    spread,
    until,
    weeks,
)

CAUSES = {
    "": "not yet known",
    "identity": "IP PIN and identity",
    "signature": "signature missing",
    "page": "page missing",
}


def delayed(of: Questions) -> Recount:
    """Every open return, once for each signer with an open case."""
    lines = of.ask(
        PAPERS
        + f"""SELECT p.id, p.number, p.file, p.batch, p.site, p.form, p.received, c.processable_date, p.days,
        CASE WHEN p.state IN ('received', 'reading') THEN 'not yet read' WHEN p.kind IS NULL THEN 'kind unknown'
            WHEN c.state = 'no_reply' AND c.cause = 'identity' THEN 'no reply'
            WHEN c.id IS NOT NULL THEN replace(c.reason, '_', ' ')
            WHEN p.outcomes LIKE '%"unmatched"%' THEN 'unmatched'
            WHEN p.action = 'key' THEN 'being keyed' ELSE 'not yet worked' END,
        coalesce(c.role, (SELECT min(key) FROM json_each(p.outcomes) WHERE value = 'unmatched'), ''),
        replace(coalesce(c.state, 'in process'), '_', ' '), c.reply_due, coalesce(c.cause, '')
        FROM paper p LEFT JOIN cs c ON c.document_id = p.id
            AND c.state NOT IN ('released', 'identity_theft', 'completed')
            AND p.kind IS NOT NULL AND p.state NOT IN ('received', 'reading')
        WHERE {AWAITED} AND p.state <> 'closed' ORDER BY p.received, p.id, c.role, c.cause"""
    )
    seen: set[int] = set()
    places = dict(of.ask('SELECT document_id, number FROM locator WHERE "on" <= :day'))
    rows, causes = [], []
    for number, *line in lines:
        amounts = (
            (None, None) if number in seen else (_amount(of, number, "refund"), _amount(of, number, "amount_owed"))
        )
        seen.add(number)
        causes.append((CAUSES[line[12]], bucket(line[7])))
        dates, place = (as_day(line[5]), as_day(line[6])), places.get(number)
        rows.append((*line[:5], *dates, int(line[7]), bucket(line[7]), *line[8:11], as_day(line[11]), *amounts, place))
    documents = of.number("SELECT count(*) FROM document WHERE received_date <= :day AND created_at <= :end")
    tables = {
        "Aging by cause": across(causes),
        "Aging by reason": across((row[9], row[8]) for row in rows),
        "Aging by signer": across((row[10] or "not yet known", row[8]) for row in rows),
        "Aging by site": across((row[3], row[8]) for row in rows if _first(rows, row)),
        "Aging by batch": across((row[2], row[8]) for row in rows if _first(rows, row)),
        "Released returns whose refund is frozen for want of bank data": recount_cases.frozen(of),
    }
    waits = {reason: [sum((row[9], row[8]) == (reason, name) for row in rows) for name in BUCKETS] for _, reason in
             sorted({(0, row[9]) for row in rows})}  # fmt: skip
    charts = {"How long returns have waited, and why": waits, "What came in, and what left": _flow(of)}
    return Recount(rows, [documents, len(places), len(seen), _pages(of)], tables, charts)


def intake(of: Questions) -> Recount:
    """Documents by received date and batch, and where they stand."""
    rows = of.ask(
        PAPERS
        + """SELECT received, batch, site, count(*),
        sum(stands = 'released'), sum(stands = 'flagged'), sum(stands = 'process'), sum(stands = 'rejected'),
        sum(stands = 'aside'), 0 FROM (SELECT *, CASE WHEN aside THEN 'aside'
            WHEN kind = 'tax_return' AND state = 'closed' THEN iif(note = 'released', 'released', 'flagged')
            WHEN kind = 'tax_return' THEN iif(EXISTS (SELECT 1 FROM cs WHERE cs.document_id = paper.id
                AND cs.state NOT IN ('released', 'identity_theft', 'completed')), 'flagged', 'process')
            WHEN state <> 'closed' THEN 'process' WHEN application = 'mailed' THEN 'released'
            ELSE 'rejected' END AS stands
        FROM paper) GROUP BY received, batch, site ORDER BY received, batch, site"""
    )
    documents = of.number("SELECT count(*) FROM document WHERE received_date <= :day AND created_at <= :end")
    return Recount([(as_day(row[0]), *row[1:]) for row in rows], [documents, _pages(of), len(rows)])


def applications(of: Questions) -> Recount:
    """Every PIN application with its state and its calls."""
    lines = of.ask(
        PAPERS
        + """SELECT number, batch, site, form, received, days, replace(application, '_', ' '),
        coalesce(application_on, entered), coalesce(action, ''),
        (SELECT count(*) FROM call WHERE document_id = paper.id AND at <= :end)
        FROM paper WHERE kind = 'pin_application' ORDER BY received, id"""
    )
    rows = [(*line[:4], as_day(line[4]), int(line[5]), line[6], as_day(line[7]), *line[8:]) for line in lines]
    held = of.number(
        PAPERS + "SELECT count(*) FROM paper WHERE kind = 'pin_application' AND application IN ('issued', 'mailed')"
    )
    return Recount(rows, [held], {"State by age": across((row[6], bucket(row[5])) for row in rows)})


def reading(of: Questions) -> Recount:
    """Fields by state, keyed and corrected; opened one by one, because values are kept sealed."""
    known = PAPERS + "SELECT id FROM paper WHERE action IS NOT NULL"
    read = of.ask("SELECT document_id, field, state, opened(value, 'reading.value', id) FROM reading")
    keys = defaultdict(list)
    for document, name, state, value, how in of.ask(
        """SELECT document_id, field, state, opened(value, 'keying.value', id), how FROM keying WHERE at <= :end
        ORDER BY id"""
    ):
        keys[document, name].append((state, value, how))
    papers = {number for (number,) in of.ask(known)}
    found = defaultdict(list)
    for document, name, state, value in read:
        if document in papers:
            found[name].append((state, value, keys[document, name]))
    rows = [_field(name, found[name]) for name in sorted(found)]
    looks = of.ask("SELECT count(*), coalesce(sum(\"right\" IS NOT NULL AND settled_on <= :day), 0),"
                   " coalesce(sum(\"right\" = 0 AND settled_on <= :day), 0) FROM sample"
                   " WHERE field IS NULL AND drawn_on <= :day")[0]  # fmt: skip
    return Recount(rows, [sum(row[1] for row in rows)], {"Measured by blind quality checks": [("Decisions", *looks)]})


def queues(of: Questions) -> Recount:
    """What waits, by queue."""
    waits = defaultdict(list)
    for name, days in of.ask(
        PAPERS
        + """SELECT CASE WHEN state IN ('received', 'reading') THEN 0 WHEN state = 'decided' THEN 7
        WHEN state = 'exception' OR kind IS NULL THEN 1 WHEN kind = 'pin_application' THEN iif(action = 'call', 2, 3)
        WHEN kind = 'theft_affidavit' THEN 6
        ELSE iif(action = 'key', 4, 5) END, days FROM paper WHERE state <> 'closed'"""
    ):
        waits[name].append(int(days))
    names = ("not yet read", "not recognized or unreadable", "identity calls due", "applications to decide",
             "fields to key", "returns to decide", "identity-theft affidavits to keep",
             "decided, letter or reply awaited")  # fmt: skip
    rows = [
        (name, len(days), of.day - timedelta(max(days)) if days else None, spread(days)[0],
         sum(one > 21 for one in days), sum(one > 45 for one in days))
        for name, days in ((name, waits[place]) for place, name in enumerate(names))
    ]  # fmt: skip
    return Recount(rows, [sum(map(len, waits.values()))])


def people(of: Questions) -> Recount:
    """Acts by person."""
    rows = of.ask(
        """WITH who AS (SELECT "by" FROM keying WHERE at <= :end UNION SELECT "by" FROM decision WHERE at <= :end
            UNION SELECT "by" FROM call WHERE at <= :end
            UNION SELECT "by" FROM notice_event WHERE at <= :end AND state = 'mailed')
        SELECT who."by", (SELECT count(*) FROM keying x WHERE x."by" = who."by" AND at <= :end),
        (SELECT count(*) FROM decision x WHERE x."by" = who."by" AND at <= :end) AS made,
        (SELECT count(*) FROM decision x WHERE x."by" = who."by" AND at <= :end AND undone_at <= :end) AS undone,
        (SELECT count(*) FROM call x WHERE x."by" = who."by" AND at <= :end),
        (SELECT count(*) FROM notice_event x WHERE x."by" = who."by" AND at <= :end AND state = 'mailed'),
        (SELECT count(*) FROM sample s JOIN decision x ON x.id = s.decision_id WHERE x."by" = who."by" AND x.at <= :end
            AND s."right" IS NOT NULL AND s.settled_on <= :day) AS checked,
        (SELECT count(*) FROM sample s JOIN decision x ON x.id = s.decision_id WHERE x."by" = who."by" AND x.at <= :end
            AND s."right" = 0 AND s.settled_on <= :day) AS wrong FROM who ORDER BY who."by" """
    )
    told = [
        (name, keyed, made, undone, share(undone, made), calls, mailed, checked, wrong, share(wrong, checked))
        for name, keyed, made, undone, calls, mailed, checked, wrong in rows
    ]
    made = of.number("SELECT count(*) FROM decision WHERE at <= :end")
    return Recount(told, [made, of.number("SELECT count(*) FROM keying WHERE at <= :end")])


def throughput(of: Questions) -> Recount:
    """Twelve weeks of stock, flow, rework, errors, and days to release."""
    turns, came = _turns(of), of.ask(PAPERS + f"SELECT id, received FROM paper WHERE {AWAITED}")
    received = {number: as_day(day) for number, day in came}
    left = [(number, day) for number, day, out in turns if out]
    back = [(number, day) for number, day, out in turns if not out]

    def stock(day: date) -> int:
        return sum(one <= day for one in received.values()) + until(back, day) - until(left, day)

    rows, waits = [], []
    for start, end in weeks(of.day):
        days = [(day - received[number]).days for number, day in left if start <= day <= end]
        waits += days
        again = of.number(
            """SELECT count(*) FROM document_event WHERE note LIKE 'replaced by scan%' AND "on" BETWEEN :a AND :b""",
            a=start.isoformat(), b=end.isoformat(),
        )  # fmt: skip
        checked, wrong = of.ask(
            'SELECT count(*), coalesce(sum("right" = 0), 0) FROM sample WHERE "right" IS NOT NULL'
            " AND settled_on BETWEEN :a AND :b",
            a=start.isoformat(), b=end.isoformat(),
        )[0]  # fmt: skip
        opened = sum(start <= day <= end for _, day in back)
        peak = max(stock(start + timedelta(n)) for n in range((end - start).days + 1))
        rows.append((
            start, stock(start - timedelta(1)), sum(start <= day <= end for day in received.values()), opened,
            len(days),
            stock(end), peak, share(len(days), peak), again, share(opened + again, len(days)), checked, wrong,
            share(wrong, checked), *spread(days),
        ))  # fmt: skip
    first = weeks(of.day)[0][0]
    keyed = {number for (number,) in of.ask("SELECT DISTINCT document_id FROM keying WHERE at <= :end")}
    ways = []
    for name, by_people in (("by the machine alone", False), ("keyed by people", True)):
        days = [(day - received[n]).days for n, day in left if day >= first and (n in keyed) == by_people]
        ways.append((name, len(days), *spread(days)))
    return Recount(rows, [stock(of.day), len(waits)], {"From receipt to release": ways})


EVERY = {
    "access": recount_cases.access,
    "applications": applications, "delayed": delayed, "intake": intake, "mail": recount_cases.mail, "people": people,
    "queues": queues, "reading": reading, "season": recount_cases.season, "theft": recount_cases.theft,
    "throughput": throughput,
}  # fmt: skip


def _turns(of: Questions) -> list[tuple[int, date, bool]]:
    """Each first event by which an awaited document is closed, or stands open after it was closed."""
    rows = of.ask(
        PAPERS
        + f""", steps AS (SELECT document_id, "on", id, state = 'closed' AS out, coalesce(lag(state = 'closed')
            OVER (PARTITION BY document_id ORDER BY id), 0) AS before FROM document_event WHERE "on" <= :day)
        SELECT document_id, "on", out FROM steps WHERE out <> before
        AND document_id IN (SELECT id FROM paper WHERE {AWAITED}) ORDER BY id"""
    )
    return [(number, as_day(day), bool(out)) for number, day, out in rows]


def _flow(of: Questions) -> dict[str, list[int]]:
    """The series of the second chart."""
    came = of.ask(PAPERS + f"SELECT received, entered FROM paper WHERE {AWAITED}")
    turns, spans = _turns(of), weeks(of.day)
    series = {"came in": [sum(start <= as_day(one) <= end for one, _ in came) for start, end in spans]}
    entered = [sum(start <= as_day(one) <= end for _, one in came) for start, end in spans]
    back = [sum(start <= day <= end for _, day, out in turns if not out) for start, end in spans]
    series |= {"came in, by day of entry": entered} if entered != series["came in"] else {}
    series |= {"undone or reopened": back} if any(back) else {}
    return series | {"released or passed on": [sum(s <= day <= e for _, day, out in turns if out) for s, e in spans]}


def _amount(of: Questions, document: int, name: str) -> int | None:
    values = of.ask(
        """SELECT opened(value, 'reading.value', id) FROM reading WHERE document_id = :id AND field = :name UNION ALL
        SELECT * FROM (SELECT opened(value, 'keying.value', id) FROM keying WHERE document_id = :id AND field = :name
            AND at <= :end ORDER BY id)""",
        id=document, name=name,
    )  # fmt: skip
    return int(values[-1][0]) if values and values[-1][0] else None


def _field(name: str, read: Sequence[tuple]) -> tuple:
    states = Counter(state for state, _, _ in read)
    keyed = [(state, value, keys) for state, value, keys in read if keys]
    alone = sum(state in ("read", "blank") for state, _, keys in read if not keys)
    blind = [[key[:2] for key in keys if key[2] == "blind"] for _, _, keys in keyed]
    both = [pair for keys in blind for pair in pairs(keys)]
    corrected = sum(keys[-1][:2] != (state, value) for state, value, keys in keyed)
    return (
        name, len(read), *(states[state] for state in ("read", "suspect", "blank", "illegible")), alone / len(read),
        len(keyed), corrected, len(both), share(sum(one == two for one, two in both), len(both)),
    )  # fmt: skip


def _pages(of: Questions) -> int:
    return of.number("SELECT sum(page_count) FROM scan WHERE read_at <= :end")


def _first(rows: Sequence[tuple], row: tuple) -> bool:
    """Whether it is the first line of its document."""
    return next(one for one in rows if one[0] == row[0]) is row
