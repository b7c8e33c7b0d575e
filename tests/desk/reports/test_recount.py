"""An office of six years worked through by script: every night its totals hold, and a recount in SQL says the same."""

from datetime import date

import pytest
from sqlalchemy import text

from desk.reports import catalog
from desk.system import calendar
from tests import homes
from tests.desk.reports.office import recount
from tests.desk.reports.office.working import WorkingOffice

pytestmark = pytest.mark.long
DAYS = (
    date(2021, 2, 8),
    date(2022, 3, 1),
    date(2023, 4, 20),
    date(2024, 12, 17),
    date(2026, 3, 15),
    date(2026, 12, 17),
)
"""On March 1, 2022 the paper of February 8 is 21 days old, the last day of its bucket."""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """The office when its script has ended, and the control totals that did not hold on some night."""
    before, broken = calendar.today(), []
    with homes.opened(tmp_path_factory.mktemp("office") / "home", sample_decisions=1) as desk:
        script = WorkingOffice(desk, lambda: broken.extend(unbalanced(desk)))
        yield script.work(), broken
    calendar.fix(before)


def unbalanced(desk) -> list:
    """Today's control totals that do not hold, with their report."""
    with desk.database.reading() as session:
        made = [make(session, calendar.today()) for make in catalog.REPORTS.values()]
    return [(one.name, one.as_of, control) for one in made for control in one.controls if not control.balanced]


def test_every_control_total_holds_each_night(office):
    """Over releases taken back, rescans, cases reopened, letters returned and annual runs, from 2021 to 2026."""
    script, broken = office
    assert broken == [] and len(script.nights) == 30


def test_the_office_has_seen_everything(office):
    """Sixty documents and more, of each kind, and what happens to them: the script is no idle one."""
    with office[0].desk.database.reading() as session:
        seen = {
            table: {str(row[0]) for row in session.execute(text(f"SELECT DISTINCT {column} FROM {table}"))}
            for table, column in (("document", "state"), ("delay_event", "state"), ("notice_event", "state"),
                                  ("ledger_entry", "kind"), ("application_event", "state"), ("decision", "action"),
                                  ("visit", "state"), ("theft_case", "state"), ("frozen_refund", "how"))
        }  # fmt: skip
        assert session.execute(text("SELECT count(*) FROM document")).scalar_one() >= 60
    assert seen["delay_event"] >= {"open", "letter_sent", "released", "identity_theft"}
    assert seen["notice_event"] >= {"draft", "printed", "mailed", "spoiled", "returned", "cancelled"}
    assert seen["ledger_entry"] >= {"import", "issue", "replace", "expire"}
    assert seen["application_event"] >= {"issued", "mailed", "rejected"}
    assert seen["visit"] == {"issued", "refused"}
    assert seen["theft_case"] == {"open", "resolved", "withdrawn"}
    assert seen["frozen_refund"] == {"None", "check"}
    assert seen["decision"] == {"approve", "flag", "reject", "release"}


@pytest.mark.parametrize("name", sorted(catalog.REPORTS))
def test_a_recount_in_sql_says_every_figure(office, name):
    """Rows, control totals, further tables, and charts, as of six days of six years.

    domain 10a: The Taxpayer Advocate asks for throughput against peak, error and rework, days to release.
    """
    for day in DAYS:
        with office[0].desk.database.reading() as session:
            report = catalog.REPORTS[name](session, day)
            counted = recount.EVERY[name](recount.Questions(session, day))
        rows = (
            [(row[0], row[1], row[3]) for row in report.rows] if name == "season" else [tuple(r) for r in report.rows]
        )
        assert rows == counted.rows, day
        assert [(control.left, control.right) for control in report.controls] == [(n, n) for n in counted.controls], day
        for section in report.sections:
            told = [tuple(row) for row in section.rows]
            assert (
                [row[:4] for row in told if row[0] == "Decisions"] if name == "reading" else told
            ) == counted.tables[section.title], (day, section.title)
        assert {chart.title: {k: list(v) for k, v in chart.series.items()} for chart in report.charts} == counted.charts
