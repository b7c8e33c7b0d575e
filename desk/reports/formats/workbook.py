"""Writes reports as XLSX: typed columns, frozen headings, totals; no cell can act as a formula."""

import io
from datetime import UTC, date, datetime, time

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from desk.reports.formats.plain import neutral
from desk.reports.table import Column, Report, Section, totals

_FORMATS = {"date": "yyyy-mm-dd", "number": "#,##0", "money": '"$"#,##0', "percent": "0.0%", "text": "@"}
_HEAD = PatternFill("solid", fgColor="1A4480")
_RULE = Border(top=Side(style="thin", color="1A4480"))
_NARROW, _WIDE = 9, 42
_SHEET_NAME = 31


def to_xlsx(report: Report) -> bytes:
    """Return the whole report as a workbook: its lines, its additional tables, its control totals."""
    book = Workbook(write_only=True)
    moment = datetime.combine(report.as_of, time(), UTC).replace(tzinfo=None)
    book.properties.created = book.properties.modified = moment
    book.properties.title = f"{report.title} as of {report.as_of}"
    _sheet(book, report.title, report)
    for section in report.sections:
        _sheet(book, section.title, section)
    if report.controls:
        _sheet(book, "Control totals", _controls(report))
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def _sheet(book: Workbook, title: str, table: Report | Section) -> None:
    sheet = book.create_sheet(title[:_SHEET_NAME])
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.pageSetUpPr = None
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.print_title_rows = "1:1"
    for place, column in enumerate(table.columns):
        sheet.column_dimensions[get_column_letter(place + 1)].width = _width(table, place, column)
    last = get_column_letter(len(table.columns))
    sheet.auto_filter.ref = f"A1:{last}{len(table.rows) + 1}"
    sheet.append([_heading(sheet, column) for column in table.columns])
    for row in table.rows:
        sheet.append([_cell(sheet, column, value) for column, value in zip(table.columns, row, strict=True)])
    below = totals(table)
    if below:
        cells = [_cell(sheet, column, value) for column, value in zip(table.columns, below, strict=True)]
        for cell in cells:
            cell.font, cell.border = Font(bold=True), _RULE
        sheet.append(cells)


def _heading(sheet, column: Column) -> Cell:
    cell = WriteOnlyCell(sheet, column.heading)
    cell.font, cell.fill = Font(bold=True, color="FFFFFF"), _HEAD
    cell.alignment = Alignment(horizontal="left" if column.kind == "text" else "right")
    return cell


def _cell(sheet, column: Column, value: object) -> Cell:
    """Add a cell of its column's type; text always stays text, whatever it begins with."""
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, neutral(ILLEGAL_CHARACTERS_RE.sub("", value)))
        cell.data_type, cell.number_format = "s", _FORMATS["text"]
        return cell
    if not isinstance(value, int | float | date | None):
        raise TypeError(f"a cell of {column.key} holds neither text, a number, nor a date")
    cell = WriteOnlyCell(sheet)
    cell.value = value
    cell.number_format = _FORMATS[column.kind]
    return cell


def _width(table: Report | Section, place: int, column: Column) -> float:
    longest = max((len(str(row[place])) for row in table.rows if row[place] is not None), default=0)
    return min(max(longest, len(column.heading), _NARROW) + 3, _WIDE)


def _controls(report: Report) -> Section:
    columns = (
        Column("text", "What must be equal"),
        Column("left", "Left", "number"),
        Column("right", "Right", "number"),
        Column("balanced", "Balanced"),
    )
    rows = [(one.text, one.left, one.right, "yes" if one.balanced else "NO") for one in report.controls]
    return Section("Control totals", columns, rows)
