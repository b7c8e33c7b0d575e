"""Makes whole documents with known content: a form is filled in, scanned, and put into a file."""

import io
from dataclasses import dataclass, field

import cv2
import numpy as np
from PIL import Image

from bench.accuracy import faults, hands, pens, people, sources
from desk import forms
from desk.forms.definition import FormDefinition
from samples import scanning

RETURNS = tuple(str(year) for year in range(2020, 2026))
APPLICATIONS = ("2021-01", "2025-01")


@dataclass(frozen=True)
class Truth:
    """The content of one form in a file: field name → value in the contract's spelling, "" for an empty field."""

    form: str
    revision: str
    writing: str
    level: str
    fields: dict[str, str]


@dataclass(frozen=True, eq=False)
class Made:
    """One file and its content; without truths it holds none of our forms.

    `leads` has for each page the 3 × 3 matrix from its points to fractions of the image.
    """

    name: str
    data: bytes
    truths: list[Truth] = field(default_factory=list)
    leads: list[np.ndarray] = field(default_factory=list)


def write(
    rng: np.random.Generator, definition: FormDefinition, values: dict[str, str], writing: str
) -> list[np.ndarray]:
    """Return the filled pages at 300 dpi, uint8 gray."""
    framed = rng.random() < 0.3
    pen = hands.pen(rng, writing, framed)
    framed = framed or (writing == "typed" and pen.comb)
    blank = sources.paper(definition.form, definition.revision, framed)
    papers = [pens.Paper(page) for page in blank]
    for entry in definition.fields:
        value = values.get(entry.name, "")
        if value in ("", "no"):
            continue
        paper = papers[entry.page - 1]
        if entry.type == "choice":
            pen.tick(paper, entry.options[value].box)
        elif entry.type == "check":
            pen.tick(paper, entry.box)
        elif entry.type == "signature":
            pen.sign(paper, entry.box)
        else:
            pen.write(paper, entry, value)
    wanted = {entry.page for entry in definition.fields}
    return [paper.image for number, paper in enumerate(papers, start=1) if number in wanted]


def truth(definition: FormDefinition, values: dict[str, str], writing: str, level: str) -> Truth:
    """Return the right reading of these values, with every field of the form."""
    empty = {entry.name: "no" if entry.type == "check" else "" for entry in definition.fields}
    return Truth(definition.form, definition.revision, writing, level, empty | values)


def make(seed: list[int], form: str, revision: str, writing: str, level: str, count: int = 1, turned: int = 0) -> Made:
    """Make a file with `count` forms; all of its pages are turned clockwise by `turned` quarters."""
    rng = np.random.default_rng(seed)
    definition = forms.load(form, revision)
    scanner = faults.Scanner.draw(rng, level)
    sides, truths = [], []
    for _ in range(count):
        values = people.entries(rng, definition)
        pages = write(rng, definition, values, writing)
        sides += [faults.scan(page, rng, scanner) for page in pages]
        truths.append(truth(definition, values, writing, level))
    name = f"{form}-{revision}-{writing}-{level}-{'-'.join(map(str, seed))}"
    return _file(name, sides, scanner, rng, truths, turned)


def foreign(seed: list[int], level: str) -> Made:
    """Make a foreign document: a letter, another form, or an empty back."""
    rng = np.random.default_rng(seed)
    scanner = faults.Scanner.draw(rng, level)
    kind = ("letter", "form", "back")[seed[-1] % 3]
    page = {"letter": _letter, "form": _other_form, "back": _back}[kind](rng)
    name = f"foreign-{kind}-{level}-{'-'.join(map(str, seed))}"
    return _file(name, [faults.scan(page, rng, scanner)], scanner, rng, [], 0)


def _file(name, sides: list[faults.Scanned], scanner: faults.Scanner, rng, truths: list[Truth], turned: int) -> Made:
    images = [np.ascontiguousarray(np.rot90(side.image, -turned)) for side in sides]
    leads = [_fractions(side) for side in sides]
    if scanner.bilevel:
        return Made(f"{name}.tif", _g4(images, scanner.dpi), truths, leads)
    quality = int(rng.integers(*faults.LEVELS[scanner.level].quality))
    return Made(f"{name}.pdf", scanning.jpeg_pdf(images, scanner.dpi, quality), truths, leads)


def _fractions(side: faults.Scanned) -> np.ndarray:
    """The matrix from points of the form to fractions of the image; the place of a pixel is its center."""
    height, width = side.image.shape
    middle = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])
    return (
        np.diag([1 / width, 1 / height, 1])
        @ middle
        @ side.lead
        @ np.linalg.inv(middle)
        @ np.diag([pens.SCALE, pens.SCALE, 1])
    )


def _g4(images: list[np.ndarray], dpi: int) -> bytes:
    """A multi-page TIFF of pages that are already black and white."""
    frames = [Image.fromarray(image).convert("1", dither=Image.Dither.NONE) for image in images]
    buffer = io.BytesIO()
    frames[0].save(buffer, "TIFF", compression="group4", dpi=(dpi, dpi), save_all=True, append_images=frames[1:])
    return buffer.getvalue()


def _empty() -> np.ndarray:
    return np.full((3300, 2550), 255, np.uint8)


def _letter(rng) -> np.ndarray:
    """Lines of words, typed."""
    paper = pens.Paper(_empty())
    pen = pens.Typed(rng)
    y = 500.0
    for _ in range(int(rng.integers(8, 30))):
        words = " ".join(people.words(rng, int(rng.integers(4, 10))))
        pen.line(paper, words, 300, y, 40)
        y += 75
    return paper.image


def _other_form(rng) -> np.ndarray:
    """Boxes with captions and entries, a title and a year, like a tax form that is not one of ours."""
    paper = pens.Paper(_empty())
    pen = pens.Typed(rng)
    pen.line(paper, f"Form {rng.choice(['1099-INT', '8822', 'W-2', '4506-T', '1040-SR', '9465'])}", 150, 180, 60)
    pen.line(paper, " ".join(people.words(rng, 5)).title() + f" {rng.integers(2019, 2027)}", 700, 180, 55)
    y = 300
    while y < 3000:
        high = int(rng.choice([50, 75, 100]))
        cuts = sorted({150, 2400, *map(int, rng.integers(300, 2300, int(rng.integers(0, 4))))})
        for left, right in zip(cuts, cuts[1:], strict=False):
            cv2.rectangle(paper.image, (left, y), (right, y + high), 40, int(rng.integers(1, 4)))
            pen.line(paper, " ".join(people.words(rng, 2)).capitalize(), left + 10, y + 16, 24, right - left - 20)
            if rng.random() < 0.4:
                pen.line(paper, people.number(rng, 6), left + 20, y + high - 20, 36, right - left - 30)
        y += high + int(rng.choice([0, 0, 40]))
    return paper.image


def _back(rng) -> np.ndarray:
    """An empty back with a shadow of the front."""
    page = _empty()
    front = sources.paper("f1040", str(rng.choice(RETURNS)))[0]
    shadow = cv2.GaussianBlur(cv2.flip(front, 1), (0, 0), 3)
    return (255 - (255 - shadow[: page.shape[0], : page.shape[1]]) * rng.uniform(0, 0.08)).astype(np.uint8)
