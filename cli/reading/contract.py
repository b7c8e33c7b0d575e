"""Documents as `ippin read` prints them: the public JSON (schema 1) and a plain list."""

from pathlib import Path

from desk import forms
from desk.program import tin
from desk.reading.found import DocumentReading, FieldReading, Finding

SCHEMA = 1


def document(file: Path, read: DocumentReading, test_tins: bool = False) -> dict:
    """Return one document as a JSON object; with ``test_tins``, numbers that were never issued give no finding."""
    findings = [*read.findings, *_numbers(read, test_tins)]
    return {
        "schema": SCHEMA,
        "file": str(file),
        "pages": read.pages,
        "form": read.form,
        "revision": read.revision,
        "fields": {name: _field(one) for name, one in read.fields.items()},
        "findings": [{"code": one.code, "field": one.field, "message": one.message} for one in findings],
    }


def failure(file: Path, code: str, message: str) -> dict:
    """Return the JSON object for a file that could not be read."""
    empty = document(file, DocumentReading([], [], None, None))
    return empty | {"error": {"code": code, "message": message}}


def plain(one: dict) -> str:
    """Return a document's JSON object as text for a terminal."""
    if "error" in one:
        return f"{one['file']}: {one['error']['message']}"
    pages = ", ".join(map(str, one["pages"]))
    lines = [f"{one['file']}  page {pages}  {one['form'] or 'not one of our forms'} {one['revision'] or ''}".rstrip()]
    for name, field in one["fields"].items():
        lines.append(f"  {name:24} {field['state']:10} {field['confidence']:5.3f}  {field['value'] or ''}".rstrip())
    return "\n".join([*lines, *(f"  ! {finding['message']}" for finding in one["findings"])])


def _field(one: FieldReading) -> dict:
    return {
        "value": one.value,
        "state": one.state,
        "confidence": round(min(max(one.confidence, 0.0), 1.0), 4),
        "page": one.page,
        "box": list(one.box),
    }


def _numbers(read: DocumentReading, test_tins: bool) -> list[Finding]:
    """A finding for each number that no taxpayer can have."""
    if read.form is None or read.revision is None:
        return []
    names = {field.name for field in forms.load(read.form, read.revision).fields if field.type == "tin"}
    wrong = [name for name in names & read.fields.keys() if not _could_be(read.fields[name].value, test_tins)]
    message = "No taxpayer can have the number in this field. Compare it with the paper."
    return [Finding("TIN_INVALID", name, message) for name in sorted(wrong)]


def _could_be(value: str | None, test_tins: bool) -> bool:
    return value is None or tin.valid(value, test_tins)
