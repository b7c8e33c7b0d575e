"""Letters, annual runs, identity-theft cases, and looks, counted again in plain SQL (see recount)."""

from tests.desk.reports.office.questions import Questions, Recount, across, as_day


def mail(of: Questions) -> Recount:
    """Letters by kind and state."""
    rows = of.ask(
        """WITH ne AS (SELECT * FROM notice_event WHERE "on" <= :day),
        last AS (SELECT notice_id, state FROM ne WHERE id IN (SELECT max(id) FROM ne GROUP BY notice_id))
        SELECT kind, count(*), sum(last.state = 'draft'), sum(last.state = 'gathered'), sum(last.state = 'printed'),
        sum(last.state = 'mailed'), sum(last.state = 'returned'), sum(last.state = 'spoiled'),
        sum(last.state = 'cancelled'),
        sum((SELECT count(*) FROM ne WHERE ne.notice_id = notice.id AND ne.state = 'spoiled')),
        sum((SELECT count(*) FROM ne WHERE ne.notice_id = notice.id AND ne.state = 'returned'))
        FROM notice JOIN last ON last.notice_id = notice.id GROUP BY kind ORDER BY kind"""
    )
    issued = of.number("""SELECT count(*) FROM ledger_entry WHERE kind = 'issue' AND "on" <= :day""")
    return Recount(rows, [sum(row[1] for row in rows), issued])


def season(of: Questions) -> Recount:
    """Outcomes of the annual runs, each person once."""
    last = """SELECT calendar_year AS year, code, taxpayer_id FROM season_outcome WHERE id IN
        (SELECT max(id) FROM season_outcome WHERE "on" <= :day GROUP BY calendar_year, taxpayer_id)"""
    rows = of.ask(f"SELECT year, code, count(*) FROM ({last}) GROUP BY year, code ORDER BY year, code")
    controls = []
    for (year,) in of.ask("SELECT calendar_year FROM season_run WHERE started_at <= :end ORDER BY 1"):
        people = of.number(f"SELECT count(*) FROM ({last}) WHERE year = :year", year=year)
        issued = of.number(
            """SELECT count(*) FROM ledger_entry WHERE reason = 'annual run ' || :year AND kind = 'issue'
            AND "on" <= :day""",
            year=year,
        )
        controls += [people, issued]
    return Recount([(str(year), code, people) for year, code, people in rows], controls)


def theft(of: Questions) -> Recount:
    """Identity-theft cases, the open ones first, longest first."""
    lines = of.ask(
        """SELECT printf('T%05d', id), printf('D%07d', document_id), role, opened_on,
        julianday(iif(ended_on <= :day, ended_on, :day)) - julianday(opened_on) AS days,
        iif(ended_on <= :day, state, 'open') AS stands, iif(ended_on <= :day, ended_on, NULL),
        (SELECT count(*) FROM theft_paper WHERE theft_case_id = theft_case.id AND kept_on <= :day
            AND (left_on IS NULL OR left_on > :day))
        FROM theft_case WHERE opened_on <= :day ORDER BY stands <> 'open', days DESC, id"""
    )
    rows = [(*line[:3], as_day(line[3]), int(line[4]), line[5], as_day(line[6]), line[7]) for line in lines]
    ages = ((30, "0–30"), (90, "31–90"), (180, "91–180"), (365, "181–365"), (10**6, ">365"))
    pairs = [(row[5], next(name for most, name in ages if row[4] <= most)) for row in rows]
    return Recount(rows, [len(rows)], {"State by age": across(pairs, [name for _, name in ages])})


def frozen(of: Questions) -> list[tuple]:
    """Refunds frozen for want of bank data: thirty days for an answer, then a check after six weeks (domain 10a)."""
    lines = of.ask(
        """SELECT printf('D%07d', document_id), noticed_on, julianday(:day) - julianday(noticed_on),
        date(noticed_on, '+30 days'), date(noticed_on, '+72 days') FROM frozen_refund
        WHERE recorded_on <= :day AND (ended_on IS NULL OR ended_on > :day) ORDER BY noticed_on, document_id"""
    )
    return [(line[0], as_day(line[1]), int(line[2]), *map(as_day, line[3:])) for line in lines]


def access(of: Questions) -> Recount:
    """Looks of the last week at documents about which their person did nothing; nobody saw many, or their own."""
    seen = """action IN ('document.opened', 'page.opened', 'field.opened', 'notice.opened', 'print_batch.listed',
        'taxpayer.looked_up', 'worklist.searched', 'field.revealed') AND at >= date(:day, '-6 days') AND at <= :end"""
    lines = of.ask(
        f"""SELECT date(at), actor, printf('D%07d', subject_id),
        max(coalesce(json_array_length(details, '$.people'), 0)), count(*),
        strftime('%H:%M', min(at), 'localtime'), strftime('%H:%M', max(at), 'localtime')
        FROM audit_event AS look WHERE {seen} AND subject = 'document' AND NOT EXISTS (
            SELECT 1 FROM audit_event AS act WHERE act.actor = look.actor AND act.subject = 'document'
            AND act.subject_id = look.subject_id AND act.at <= :end AND act.at >= date(:day, '-36 days')
            AND act.action NOT IN
                ('document.opened', 'page.opened', 'field.opened', 'field.revealed', 'access.refused'))
        GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    )
    rows = [(as_day(one[0]), one[1], "no work item", *one[2:], "command line") for one in lines]
    return Recount(rows, [of.number(f"SELECT count(*) FROM audit_event WHERE {seen}")], {"Refused": []})
