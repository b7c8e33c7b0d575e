"""Makes the sample scans: ``python -m samples.make_samples [FOLDER]``.

The committed files were made with seed 15227; the hand-printed ones need the set of real characters (in the folder
``IPPIN_HANDPRINT``).
"""

import csv
import io
import json
from pathlib import Path

import click
import cv2
import numpy as np
from reportlab.pdfgen.canvas import Canvas

from desk import forms
from desk.forms.definition import FormDefinition
from samples import catalog, onscreen, scanning, writing
from samples.cases import FILES, PEOPLE, STRANGER, File, Paper, Someone

SEED = 15227
_LETTER = (2200, 1700)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=catalog.FOLDER)
def main(folder: Path) -> None:
    """Write every sample, the truth file and the records into FOLDER."""
    folder.mkdir(parents=True, exist_ok=True)
    truth = []
    for number, file in enumerate(FILES):
        rng = np.random.default_rng([SEED, number, file.salt])
        (folder / file.name).write_bytes(_MAKERS[file.make](file, rng, number))
        truth.append(_truth(file))
    (folder / catalog.TRUTH.name).write_text(json.dumps(truth, indent=1) + "\n")
    _records(folder)


def values(paper: Paper) -> dict[str, str]:
    """Return the entries of a form by field."""
    people = [PEOPLE.get(name, STRANGER) for name in paper.people]
    entries = _of_return(people) if paper.form == "f1040" else _of_application(people[0])
    known = {field.name for field in forms.load(paper.form, paper.revision).fields}
    return {name: text for name, text in (entries | paper.entries).items() if name in known}


def _of_return(people: list[Someone]) -> dict[str, str]:
    one = people[0]
    entries = {
        "primary_first_name": f"{one.first} {one.initial}".strip(), "primary_last_name": one.last,
        "primary_ssn": one.tin, "street": one.street, "city": one.city, "state": one.state, "zip": one.zip,
        "filing_status": "single", "adjusted_gross_income": str(one.income), "refund": "812",
        "primary_signature": "yes", "signature_date": "02/20/2026",
    }  # fmt: skip
    if len(people) > 1:
        other = people[1]
        entries |= {
            "spouse_first_name": f"{other.first} {other.initial}".strip(), "spouse_last_name": other.last,
            "spouse_ssn": other.tin, "spouse_signature": "yes",
        }  # fmt: skip
    return entries


def _of_application(one: Someone) -> dict[str, str]:
    return {
        "last_name": one.last, "first_name": one.first, "middle_name": one.initial, "street": one.street,
        "city": one.city, "state": one.state, "zip": one.zip, "tin": one.tin, "phone": f"217555{one.tin[-4:]}",
        "language": "en", "signature": "yes", "signature_date": "12/18/2025",
    }  # fmt: skip


def _pages(file: File, rng: np.random.Generator, number: int) -> list[np.ndarray]:
    """Make the filled and scanned pages of a file, in order."""
    found = []
    for paper in file.papers:
        definition = forms.load(paper.form, paper.revision)
        sheets = scanning.sheets(definition)
        pen = writing.Hand(rng) if paper.pen == "hand" else writing.Typewriter(number)
        writing.fill(sheets, definition, values(paper), pen, rng)
        if file.twist == "smudge":
            _smudge(sheets, definition, rng)
        found += [scanning.scan(sheet.image, rng) for sheet in sheets.values()]
    turn = {"upside_down": scanning.upside_down, "sideways": scanning.sideways}.get(file.twist)
    return [turn(page) for page in found] if turn else found


def _smudge(sheets: dict, definition: FormDefinition, rng: np.random.Generator) -> None:
    """Cross out the PIN and write over it."""
    field = next(one for one in definition.fields if one.name == "primary_ip_pin")
    sheet = sheets[field.page]
    x0, y0, x1, y1 = sheet.pixels(field.box)
    mark = np.zeros((y1 - y0, x1 - x0), np.uint8)
    for _ in range(9):
        ends = rng.integers((0, 0, 0, 0), (x1 - x0, y1 - y0, x1 - x0, y1 - y0))
        cv2.line(mark, tuple(map(int, ends[:2])), tuple(map(int, ends[2:])), 255, 3, cv2.LINE_AA)
    sheet.ink(mark, x0, y0)


def _fax(file: File, rng: np.random.Generator, number: int) -> bytes:
    return scanning.fax_tiff(_pages(file, rng, number))


def _jpeg(file: File, rng: np.random.Generator, number: int) -> bytes:
    return scanning.jpeg_pdf(_pages(file, rng, number), quality=40)


def _digital(file: File, rng: np.random.Generator, number: int) -> bytes:
    """A PDF filled in on screen: the drawn form with its entries as text, signed on the screen."""
    (paper,) = file.papers
    definition = forms.load(paper.form, paper.revision)
    return onscreen.fill(definition, values(paper))


def _letter(file: File, rng: np.random.Generator, number: int) -> bytes:
    """A typed letter to the office."""
    page = np.full(_LETTER, 255, np.uint8)
    pen = writing.Typewriter(2)
    lines = (
        "To whom it may concern",
        "",
        "I moved in January and would like to know where my refund is.",
        "Please write to me at the address above, not by telephone.",
        "",
        "Thank you",
        "H. Brooks",
    )
    sheet = writing.Sheet(page, 200 / 72)
    for i, line in enumerate(lines):
        pen._put(sheet, line, 220, 420 + 60 * i, 34, "lm")
    return scanning.png(scanning.scan(page, rng))


def _blank(file: File, rng: np.random.Generator, number: int) -> bytes:
    return scanning.fax_tiff([scanning.scan(np.full(_LETTER, 252, np.uint8), rng)])


def _broken(file: File, rng: np.random.Generator, number: int) -> bytes:
    """A PDF whose transfer was interrupted."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 700, "scan")
    canvas.save()
    return buffer.getvalue()[:420]


_MAKERS = {"fax": _fax, "jpeg": _jpeg, "digital": _digital, "letter": _letter, "blank": _blank, "broken": _broken}


def _truth(file: File) -> dict:
    documents = [
        {
            "form": paper.form,
            "revision": paper.revision,
            "recommendation": paper.recommendation,
            "outcomes": paper.outcomes,
            "fields": {name: text for name, text in values(paper).items() if text},
        }
        for paper in file.papers
    ] or [{"form": None, "revision": None, "recommendation": "review", "outcomes": {}, "fields": {}}]
    return {
        "file": file.name,
        "title": file.title,
        "batch": f"mail of {file.received}",
        "received": file.received,
        "postmark": None,
        "documents": documents,
    }


def _records(folder: Path) -> None:
    with (folder / catalog.TAXPAYERS.name).open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(
            ["tin", "first_name", "middle_initial", "last_name", "street", "apartment", "city", "state", "zip"]
            + ["filing_status", "adjusted_gross_income", "last_filed_year", "enrollment"]
        )
        for one in PEOPLE.values():
            rows.writerow(
                [
                    one.tin,
                    one.first.title(),
                    one.initial,
                    one.last.title(),
                    one.street.title(),
                    "",
                    one.city.title(),
                    one.state,
                    one.zip,
                    one.status,
                    one.income,
                    2024,
                    one.enrollment,
                ]
            )
    with (folder / catalog.PINS.name).open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("tin", "calendar_year", "ip_pin", "status"))
        for one in PEOPLE.values():
            rows.writerows((one.tin, year, number, status) for year, number, status in one.pins)


if __name__ == "__main__":
    main()
