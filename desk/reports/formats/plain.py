"""Writes reports as CSV and JSON; text from paper can never act as a spreadsheet formula."""

import csv
import hashlib
import io
import json
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from desk.reports.table import Report, Section, totals

_Cell = TypeVar("_Cell")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a spreadsheet may take for the beginning of a formula; the last four are full-width forms."""


def neutral(value: _Cell) -> _Cell | str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if isinstance(value, str) and value.lstrip(" \u00a0").startswith(_FORMULA) else value


def to_csv(report: Report) -> bytes:
    """Return the report as comma-separated values, UTF-8, with one heading line."""
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow([column.key for column in report.columns])
    lines.writerows([neutral(_plain(cell)) for cell in row] for row in report.rows)
    return text.getvalue().encode()


def to_manifest(report: Report) -> bytes:
    """Return what has no place in a CSV file, as a second one: its hash, its lines and sums, and its control totals."""
    data = to_csv(report)
    sums = [
        (f"sum of {column.key}", amount)
        for column, amount in zip(report.columns, totals(report) or (), strict=False)
        if column.total
    ]
    about = [("report", report.name), ("as_of", report.as_of.isoformat()), ("sha256", hashlib.sha256(data).hexdigest())]
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\n")
    lines.writerow(["item", "value", "must_equal", "balanced", "rows"])
    lines.writerows([name, value, "", "", ""] for name, value in (*about, ("lines", len(report.rows)), *sums))
    lines.writerows([c.text, c.left, c.right, "yes" if c.balanced else "NO", " ".join(c.rows)] for c in report.controls)
    return text.getvalue().encode()


def to_json(report: Report) -> bytes:
    """Return one object: name, as_of, rows (objects by column key), additional tables, control totals."""
    data = {
        "report": report.name,
        "as_of": report.as_of.isoformat(),
        "rows": _objects(report),
        "tables": {section.title: _objects(section) for section in report.sections},
        "controls": [
            {"text": c.text, "left": c.left, "right": c.right, "balanced": c.balanced, "rows": list(c.rows)}
            for c in report.controls
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"


def _objects(table: Report | Section) -> list[dict]:
    keys = [column.key for column in table.columns]
    return [dict(zip(keys, map(_plain, row), strict=True)) for row in table.rows]


def _plain(cell: object) -> object:
    return cell.isoformat() if isinstance(cell, date) else cell


FORMATS: dict[str, Callable[[Report], bytes]] = {"csv": to_csv, "manifest": to_manifest, "json": to_json}
