"""Fields by the ten thousand: TINs and PINs, each written on a strip of a real blank page.

A strip is the page's full width around the two zones. It is scanned as its page would be, brought to 300 dpi and cut by
the reader's own code. In place of the registration, which the level of pages proves, the true place is moved by an
error of the size that registration has there.
"""

from collections.abc import Iterator

import cv2
import numpy as np

from bench.accuracy import documents, faults, pens, people, scoring, sources
from bench.parts import Part
from desk import forms
from desk.forms.definition import Field, FormDefinition
from intake.fields import reading as fields
from intake.stopwatch import Stopwatch

ERROR = 0.35  # px at 300 dpi: one sigma of the place of a zone
_AROUND = 140  # px of the page above and below the zones
KEYS = {"tin": ("primary_ssn", "spouse_ssn"), "pin": ("primary_ip_pin", "spouse_ip_pin")}
_DIGITS = {"tin": 9, "pin": 6}


def read(seed: list[int], writing: str, level: str) -> Iterator[scoring.Outcome]:
    """Two TINs and two PINs of one writer on one return, read as the desk reads them."""
    for kind, sheet, values in sheets(seed, writing, level):
        for name, reading in fields.read(sheet, Stopwatch()).items():
            yield scoring.outcome(name, kind, writing, level, values[name], reading)


def sheets(
    seed: list[int], writing: str, level: str, part: Part = sources.TEST
) -> Iterator[tuple[str, fields.Sheet, dict[str, str]]]:
    """A strip with two TINs and one with two PINs, each as kind, sheet, and what stands in its fields."""
    rng = np.random.default_rng(seed)
    definition = forms.load("f1040", str(rng.choice(documents.RETURNS)))
    scanner = faults.Scanner.draw(rng, level)
    framed = bool(rng.random() < 0.3)
    pen = pens.pen(rng, writing, framed, part)
    framed = framed or (writing == "typed" and pen.comb)
    for kind, names in KEYS.items():
        entries = tuple(definition.field(name) for name in names)
        values = {entry.name: people.number(rng, _DIGITS[kind]) for entry in entries}
        yield kind, _sheet(rng, definition, entries, values, pen, framed, scanner), values


def _sheet(rng, definition: FormDefinition, entries: tuple[Field, ...], values, pen, framed, scanner) -> fields.Sheet:
    """The strip as the reader meets it: on a sheet of 300 dpi with only these fields."""
    page = entries[0].page
    blank = sources.paper(definition.form, definition.revision, framed)[page - 1]
    first = max(0, round(min(entry.box[1] for entry in entries) * pens.SCALE) - _AROUND)
    last = round(max(entry.box[3] for entry in entries) * pens.SCALE) + _AROUND
    paper = pens.Paper(blank)
    for entry in entries:
        pen.write(paper, entry, values[entry.name])
    scanned = faults.scan(paper.image[first:last], rng, scanner, (first, blank.shape[0]))
    image = scanned.image if scanner.bilevel else _compressed(scanned.image, rng, scanner)
    grow = 300 / scanned.dpi
    image = cv2.resize(image, None, fx=grow, fy=grow, interpolation=cv2.INTER_LINEAR) if grow != 1 else image
    place = np.diag([grow, grow, 1]) @ scanned.lead @ np.array([[1, 0, 0], [0, 1, -first], [0, 0, 1]])
    error = np.array([[1, 0, rng.normal(0, ERROR)], [0, 1, rng.normal(0, ERROR)], [0, 0, 1]])
    matrix = error @ place @ np.diag([pens.SCALE, pens.SCALE, 1])
    only = definition.model_copy(update={"fields": entries})
    return fields.Sheet(image, matrix, only, page, 1)


def _compressed(image: np.ndarray, rng, scanner: faults.Scanner) -> np.ndarray:
    quality = int(rng.integers(*faults.LEVELS[scanner.level].quality))
    return cv2.imdecode(cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_GRAYSCALE)
