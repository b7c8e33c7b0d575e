"""Reports: as of any day, balanced, safe for spreadsheets, kept every night."""

import csv
import hashlib
import io
import json
from dataclasses import replace
from datetime import date, timedelta

import pdfplumber
import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from desk.delays import cases
from desk.documents import masking
from desk.reading import keying
from desk.reports import alarms, catalog, delayed, formats, intake, nightly
from desk.reports.formats import page, plain, printed, workbook
from desk.reports.table import Column, Control, Report, Section, crosstab, totals
from desk.review import decisions
from tests import factories as make

FRIDAY, MONDAY = date(2026, 2, 27), date(2026, 3, 2)


@pytest.fixture
def flagged(desk, clerk, on) -> int:
    """A return with a refund, received on 1 December, flagged on Friday."""
    on(date(2025, 12, 1))
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456", 2025)
    number = make.arrive(desk, make.a_return("2024", refund=make.read("1200")), received=date(2025, 12, 1))
    on(FRIDAY)
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    return number


def made(desk, name: str, as_of: date, *period) -> Report:
    """A report by name."""
    with desk.database.reading() as session:
        return catalog.REPORTS[name](session, as_of, *period)


@pytest.mark.parametrize("name", sorted(catalog.REPORTS))
@pytest.mark.parametrize("form", sorted(formats.FORMATS))
def test_every_report_comes_in_every_format_also_empty(desk, name, form):
    """An empty office is no error."""
    report = made(desk, name, MONDAY)
    assert report.balanced
    assert formats.FORMATS[form](report)


def test_the_same_day_gives_the_same_bytes_whatever_happened_since(desk, flagged, clerk, supervisor, on):
    """A past day is made from history alone: release, new amounts and new paper change nothing in it."""
    days = (date(2025, 12, 15), FRIDAY)
    still_open = make.arrive(desk, make.a_return(refund=make.read("500")), received=FRIDAY)
    before = {(name, day): plain.to_csv(made(desk, name, day)) for name in catalog.REPORTS for day in days}
    on(MONDAY)
    keying.key(desk, still_open, "refund", "99", "read", "correction", clerk)
    make.release_case(desk, flagged)
    make.taxpayer(desk, tin="400005678", last="Stone")
    make.arrive(desk, make.a_return(primary_ssn=make.read("400005678")), received=date(2025, 12, 10))
    for (name, day), data in before.items():
        assert plain.to_csv(made(desk, name, day)) == data, (name, day)


def test_the_day_when_a_return_was_complete_is_in_the_report_as_of_each_day(desk, flagged, clerk, on):
    """In the table and in the CSV file, apart from the received date; a day before it was set does not know it."""
    on(MONDAY)
    cases.set_processable(desk, flagged, date(2026, 2, 20), clerk)
    place = [column.key for column in delayed.COLUMNS].index("processable_date")
    assert made(desk, "delayed", FRIDAY).rows[0][place] is None
    report = made(desk, "delayed", MONDAY)
    assert report.rows[0][place] == date(2026, 2, 20)
    lines = list(csv.DictReader(io.StringIO(plain.to_csv(report).decode())))
    assert (lines[0]["processable_date"], lines[0]["received_date"]) == ("2026-02-20", "2025-12-01")


def test_a_delay_is_told_as_it_stood_on_each_day(desk, flagged, supervisor, on):
    """Not yet worked, then flagged as missing, then released."""
    on(MONDAY)
    make.release_case(desk, flagged)
    stories = {day: made(desk, "delayed", day).rows for day in (date(2025, 12, 15), FRIDAY, MONDAY)}
    first, second = stories[date(2025, 12, 15)][0], stories[FRIDAY][0]
    assert (first[7:10], second[7:10]) == ((14, "0–21", "not yet worked"), (88, "85–180", "missing"))
    assert (second[13], second[14]) == (1200, None)
    assert stories[MONDAY] == []


def test_the_period_limits_the_lines(desk, flagged):
    """--from and --to are received dates."""
    assert len(made(desk, "delayed", FRIDAY, date(2025, 12, 1), date(2025, 12, 1)).rows) == 1
    assert made(desk, "delayed", FRIDAY, date(2025, 12, 2)).rows == []


def test_text_from_paper_cannot_act_as_a_formula(desk):
    """A file name that begins like a formula is text in CSV and XLSX."""
    columns = (Column("file", "File"), Column("owed", "Owed", "money", total=True), Column("day", "Day", "date"))
    rows = [
        ("=HYPERLINK(1)", 5, MONDAY),
        ("+1", -7, MONDAY),
        ("\t@x", None, None),
        (" =1", 2, None),
        ("a\x0bb", 0, None),
        ("\uff1d1", 0, None),
        ("\u00a0=1", 0, None),
    ]
    report = Report("x", "X", MONDAY, columns, rows)
    cells = [row[0] for row in csv.reader(io.StringIO(plain.to_csv(report).decode()))][1:]
    assert all(not cell.lstrip(" \u00a0").startswith(("=", "+", "-", "@", "\t", "\uff1d")) for cell in cells)
    sheet = load_workbook(io.BytesIO(workbook.to_xlsx(report))).active
    assert [sheet.cell(row, 1).data_type for row in range(2, 9)] == ["s"] * 7
    assert sheet["A2"].value.startswith("'=")
    assert (sheet.freeze_panes, sheet["B9"].value, sheet["C2"].is_date) == ("A2", 0, True)
    assert "<script>" not in page.to_html(Report("x", "<script>", MONDAY, columns, rows)).decode()


def test_the_page_has_its_charts_and_needs_nothing_else(desk, flagged):
    """One file: two drawings inside, nothing loaded from anywhere; the same bytes each time."""
    report = made(desk, "delayed", FRIDAY)
    html = page.to_html(report).decode()
    assert html.count("<svg") == 2
    assert "src=" not in html and "<link" not in html
    assert page.to_html(report).decode() == html


def test_intake_counts_each_document_once(desk, flagged):
    """Received = released + flagged + in process + rejected + set aside, per day and batch."""
    report = made(desk, "intake", FRIDAY)
    assert [row[3:] for row in report.rows] == [(1, 0, 1, 0, 0, 0, 0)]
    assert intake.make.__doc__ and report.balanced


def test_the_night_keeps_its_set_once(desk, flagged):
    """The set of a day is made once, sealed, and readable in its formats."""
    assert nightly.make(desk, FRIDAY, "clock") == len(catalog.REPORTS)
    assert nightly.make(desk, FRIDAY, "clock") == 0
    with desk.database.reading() as session:
        ((day, rows),) = nightly.nights(session, 5)
        assert alarms.ringing(session) == []
    one = next(row for row in rows if row.name == delayed.NAME)
    assert day == FRIDAY and len(rows) == len(catalog.REPORTS)
    assert json.loads(nightly.read(desk, one.id, "json"))["as_of"] == "2026-02-27"
    assert nightly.read(desk, one.id, "xlsx").startswith(b"PK")
    assert not desk.store.folder.joinpath(one.blobs["xlsx"]).read_bytes().startswith(b"PK")


@pytest.mark.parametrize(("away", "nights"), [(0, 0), (60, 15)])
def test_nights_on_which_no_clock_ran_are_made_up_for(desk, flagged, on, away, nights):
    """After a long absence there are the sets of the last two weeks and a day."""
    assert nightly.make_due(desk, "clock") == len(catalog.REPORTS)
    on(FRIDAY + timedelta(days=away))
    assert nightly.make_due(desk, "clock") == nights * len(catalog.REPORTS)
    assert nightly.make_due(desk, "clock") == 0


def test_tables_across_add_up():
    """Rows by their size, totals at the end and below."""
    section = crosstab("T", "Why", [("a", "x"), ("b", "x"), ("b", "y")], ("x", "y"))
    assert list(section.rows) == [("b", 1, 1, 2), ("a", 1, 0, 1)]
    assert totals(section) == ["Total", 2, 1, 3]
    assert totals(Section("T", (Column("a", "A"),), [("x",)])) is None
    assert not Control("c", 1, 2).balanced


def test_a_printed_report_fits_its_numbered_pages_and_brings_its_type(desk, flagged):
    """US letter across, each page numbered, no type from the machine, nothing beyond the margins, same bytes."""
    report = made(desk, "delayed", FRIDAY)
    long = replace(
        report, rows=[(*row[:1], "a_scan_of_a_very_long_name_0001.tif", *row[2:]) for row in report.rows * 60]
    )
    data = printed.to_pdf(long)
    assert printed.to_pdf(long) == data
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        assert len(pdf.pages) >= 3
        for number, one in enumerate(pdf.pages, 1):
            assert (one.width, one.height) == (792, 612)
            assert f"Page {number} of {len(pdf.pages)}" in one.extract_text()
            assert {char["fontname"].split("+")[1].split("-")[0] for char in one.chars} == {"PublicSans"}
            assert all(char["x0"] >= 35 and char["x1"] <= 757 for char in one.chars)
        assert "Document" in pdf.pages[-1].extract_text()
        found = [font.get_object()["/FontDescriptor"] for font in _fonts(data)]
    assert found and all("/FontFile2" in font for font in found)


def _fonts(data: bytes) -> list:
    """The TrueType fonts of a PDF; a composite font by its descendant."""
    fonts = [
        one.get_object() for page in PdfReader(io.BytesIO(data)).pages for one in page["/Resources"]["/Font"].values()
    ]
    return [font["/DescendantFonts"][0] if font["/Subtype"] == "/Type0" else font for font in fonts]


def test_a_csv_file_has_its_control_totals_beside_it(desk, flagged):
    """The manifest has the file's mark, its lines and sums, and every control total with both figures."""
    report = made(desk, "delayed", FRIDAY)
    lines = {line[0]: line[1:] for line in csv.reader(io.StringIO(plain.to_manifest(report).decode()))}
    assert lines["sha256"][0] == hashlib.sha256(plain.to_csv(report)).hexdigest()
    assert (lines["lines"][0], lines["sum of refund"][0]) == ("1", "1200")
    for control in report.controls:
        assert lines[control.text] == [str(control.left), str(control.right), "yes", ""]


def test_only_a_word_too_long_for_a_column_may_be_broken():
    """What is written on paper or in a file's name reaches the page as text, whole where it fits."""
    column = Column("file", "File")
    assert page.show("scan of <Monday> 2", column) == "scan of &lt;Monday&gt; 2"
    assert page.show("scan_2026_03_02&more.tif", column) == "scan_2026_03<wbr>_02&amp;more.tif"
