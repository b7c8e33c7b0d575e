"""An office over two months: every report as of three days, in every format, opened again and compared."""

import csv
import io
import json
from datetime import date, datetime

import pytest
from openpyxl import load_workbook

from desk.documents import masking
from desk.mail import mailing
from desk.matching import looking
from desk.office.accounts import Actor
from desk.pins import season
from desk.reports import catalog, formats
from desk.reports.table import Report
from desk.review import decisions, misfits
from desk.screens import mail as outgoing
from desk.system import calendar
from tests import factories as make
from tests import homes

DAYS = (date(2026, 1, 5), date(2026, 2, 2), date(2026, 3, 2))


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """The desk when all is done, and each report as it was written on the evening of the first day.

    Paper came in January, was flagged and rejected in February, its letters mailed in March.
    """
    before = calendar.today()
    calendar.fix(DAYS[0])
    with homes.opened(tmp_path_factory.mktemp("office") / "home") as desk:
        make.taxpayer(desk, tin="400004321", last="Early")
        make.arrive(desk, make.a_return(primary_ssn=make.read("400004321"), primary_last_name=make.read("Early")))
        evening = {name: written(made(desk, name, DAYS[0])) for name in catalog.REPORTS}
        work_on(desk, Actor("carla", "clerk"), Actor("mo", "mailroom"), calendar.fix)
        yield desk, evening
    calendar.fix(before)


@pytest.fixture
def worked(told):
    """The desk when all is done."""
    return told[0]


def work_on(desk, clerk, mailroom, on):
    """Paper of the day's date, flagged, rejected and stolen in February, letters mailed in March; the annual run."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    stone = make.taxpayer(desk, tin="400005678", last="Stone", street="9 Elm St")
    assert stone
    day = calendar.today()
    missing = make.arrive(desk, make.a_return(refund=make.read("1200")), received=day)
    make.arrive(desk, make.a_return(primary_ssn=make.read("400009999"), primary_last_name=make.read("Nil")))
    fields = {"tin": make.read("400005678"), "last_name": make.read("Stone"), "street": make.read("9 Elm St")}
    fields |= {"signature_date": make.read("2026-01-02")}
    application = make.arrive(desk, make.an_application(**fields), received=day)
    on(DAYS[1])
    looking.record(desk, Actor("dan", "clerk"), looking.OPENED, "document", missing)
    masking.reveal(desk, missing, "primary_ip_pin", clerk)
    decisions.decide(desk, missing, "flag", clerk, reason="the box is empty")
    make.prove(desk, application)
    decisions.decide(desk, application, "reject", clerk, reason="no limit is known", codes=("R04",))
    affidavit = {"tin": make.read("400005678"), "last_name": make.read("Stone")}
    misfits.keep_affidavit(desk, make.arrive(desk, make.an_affidavit(**affidavit), received=DAYS[1]), clerk)
    on(DAYS[2])
    with desk.database.reading() as session:
        letters = [notice.id for notice in outgoing.ready(session)]
    make.print_letters(desk, letters, mailroom)
    mailing.confirm(desk, letters, mailroom)
    season.run(desk, 2026, "sue")
    return desk


def made(desk, name: str, day: date) -> Report:
    """A report by name."""
    with desk.database.reading() as session:
        return catalog.REPORTS[name](session, day)


def written(report: Report) -> dict[str, bytes]:
    """A report in every format but PDF, which is the page that the HTML is."""
    return {form: write(report) for form, write in formats.FORMATS.items() if form != "pdf"}


@pytest.mark.long
@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", sorted(catalog.REPORTS))
def test_every_format_holds_the_rows_of_its_report(worked, name, day):
    """CSV, JSON and XLSX opened again say what the report says; dates and sums are typed; all control totals hold."""
    report = made(worked, name, day)
    assert report.balanced, [control for control in report.controls if not control.balanced]
    files = written(report)
    lines = list(csv.reader(io.StringIO(files["csv"].decode())))
    assert lines[0] == [column.key for column in report.columns] and len(lines) == len(report.rows) + 1
    assert len(json.loads(files["json"])["rows"]) == len(report.rows)
    assert report.title in files["html"].decode()
    sheet = load_workbook(io.BytesIO(files["xlsx"])).worksheets[0]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows()]
    head = next(place for place, row in enumerate(cells) if report.columns[0].heading in row)
    for row, wanted in zip(cells[head + 1 :], report.rows, strict=False):
        told = [value.date() if isinstance(value, datetime) else value for value in row[: len(wanted)]]
        assert [value or None for value in told] == [value or None for value in wanted]


@pytest.mark.parametrize("name", sorted(catalog.REPORTS))
def test_a_day_told_when_it_ended_is_told_the_same_ever_after(told, name):
    """Made on its evening, before a single letter was drafted, and made again after two months of work."""
    desk, evening = told
    again = written(made(desk, name, DAYS[0]))
    assert {form: again[form] == evening[name][form] for form in ("csv", "json", "html")} == dict.fromkeys(
        ("csv", "json", "html"), True
    )


@pytest.mark.parametrize("name", sorted(catalog.REPORTS))
def test_the_same_day_gives_the_same_bytes(worked, name, on):
    """Made today or later, a past day's CSV does not change by a byte, and where things happened the days differ."""
    before = [formats.FORMATS["csv"](made(worked, name, day)) for day in DAYS]
    on(date(2026, 4, 2))
    make.arrive(worked, make.a_return(), received=calendar.today())
    assert [formats.FORMATS["csv"](made(worked, name, day)) for day in DAYS] == before
    assert name == "reading" or len(set(before)) > 1
