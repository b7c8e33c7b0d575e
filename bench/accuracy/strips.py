"""Makes tens of thousands of fields: TINs and PINs, each written on a strip of a real blank page.

A strip has the page's full width around the two zones. It is scanned as its page would be, brought to 300 dpi and cut
by the reader's own code. Instead of registering it, which the run on whole pages tests, the true place is moved by an
error of the usual size of registration.
"""

from collections.abc import Iterator
from dataclasses import replace

import cv2
import numpy as np

from bench.accuracy import documents, faults, hands, pens, people, scoring, sources
from bench.parts import Part
from desk import forms
from desk.forms.definition import Field, FormDefinition
from intake.fields import reading as fields
from intake.stopwatch import Stopwatch

ERROR = 0.35  # px at 300 dpi: one sigma of the error in a zone's place
_AROUND = 140  # px of the page above and below the zones
KEYS = {"tin": ("primary_ssn", "spouse_ssn"), "pin": ("primary_ip_pin", "spouse_ip_pin")}
_DIGITS = {"tin": 9, "pin": 6}


def read(seed: list[int], writing: str, level: str, more: int = 0) -> Iterator[scoring.Outcome]:
    """Yield two TINs and two PINs of one writer on one return, with `more` extra digits, as the desk reads them."""
    for kind, sheet, values, doubtful in _made(seed, writing, level, sources.TEST, more):
        for name, reading in fields.read(sheet, Stopwatch()).items():
            found = scoring.outcome(name, kind, writing, level, values[name], reading)
            yield replace(found, doubtful=name in doubtful)


def sheets(
    seed: list[int], writing: str, level: str, part: Part = sources.TEST, more: int = 0
) -> Iterator[tuple[str, fields.Sheet, dict[str, str]]]:
    """Yield a strip with two TINs and one with two PINs, each as kind, sheet, and the values of its fields.

    `more` is the number of extra digits that people write.
    """
    for kind, sheet, values, _ in _made(seed, writing, level, part, more):
        yield kind, sheet, values


def _made(
    seed: list[int], writing: str, level: str, part: Part, more: int
) -> Iterator[tuple[str, fields.Sheet, dict[str, str], set[str]]]:
    """Like `sheets`, with the fields that have a character people may read in two ways."""
    rng = np.random.default_rng(seed)
    definition = forms.load("f1040", str(rng.choice(documents.RETURNS)))
    scanner = faults.Scanner.draw(rng, level)
    framed = bool(rng.random() < 0.3)
    pen = hands.pen(rng, writing, framed, part)
    framed = framed or (writing == "typed" and pen.comb)
    for kind, names in KEYS.items():
        entries = tuple(definition.field(name) for name in names)
        values = {entry.name: people.number(rng, _DIGITS[kind] + more) for entry in entries}
        yield kind, *_sheet(rng, definition, entries, values, pen, framed, scanner)


def _sheet(rng, definition: FormDefinition, entries: tuple[Field, ...], values, pen, framed, scanner) -> tuple:
    """The strip as the reader gets it (a 300-dpi sheet with these fields only), its values, and the doubtful fields."""
    page = entries[0].page
    blank = sources.paper(definition.form, definition.revision, framed)[page - 1]
    first = max(0, round(min(entry.box[1] for entry in entries) * pens.SCALE) - _AROUND)
    last = round(max(entry.box[3] for entry in entries) * pens.SCALE) + _AROUND
    paper, doubtful = pens.Paper(blank), set()
    for entry in entries:
        before = pen.doubtful
        pen.write(paper, entry, values[entry.name])
        doubtful |= {entry.name} if pen.doubtful > before else set()
    scanned = faults.scan(paper.image[first:last], rng, scanner, (first, blank.shape[0]))
    image = scanned.image if scanner.bilevel else _compressed(scanned.image, rng, scanner)
    grow = 300 / scanned.dpi
    image = cv2.resize(image, None, fx=grow, fy=grow, interpolation=cv2.INTER_LINEAR) if grow != 1 else image
    place = np.diag([grow, grow, 1]) @ scanned.lead @ np.array([[1, 0, 0], [0, 1, -first], [0, 0, 1]])
    error = np.array([[1, 0, rng.normal(0, ERROR)], [0, 1, rng.normal(0, ERROR)], [0, 0, 1]])
    matrix = error @ place @ np.diag([pens.SCALE, pens.SCALE, 1])
    only = definition.model_copy(update={"fields": entries})
    return fields.Sheet(image, matrix, only, page, 1), values, doubtful


def _compressed(image: np.ndarray, rng, scanner: faults.Scanner) -> np.ndarray:
    quality = int(rng.integers(*faults.LEVELS[scanner.level].quality))
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
