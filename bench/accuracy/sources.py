"""Loads the benchmark's material: real blanks, real hand-print, and fonts (packages are optional: `bench.places`)."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from matplotlib import font_manager

from bench import digits, places, woff
from bench.parts import PARTS, Part
from desk import errors, forms
from desk.forms import filling, press, shipping
from desk.forms.definition import FormDefinition

DPI = 300
TEST = PARTS["test"]
_INSTALLED = ("DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif")  # used without the packages


class MissingData(errors.DeskError):
    """Real blanks or hand-print are missing."""


@dataclass(frozen=True, eq=False)
class Glyphs:
    """Real characters reserved for tests: `bank` of images (uint8 28 × 28, white on black) by character; their `count`.

    `doubtful` has the identities (`id`) of those that people may read in two ways.
    """

    bank: dict[str, list[np.ndarray]]
    count: int
    doubtful: frozenset[int] = frozenset()

    def pool(self, character: str) -> list[np.ndarray]:
        """Return the images of one character; capitals replace missing lower-case letters."""
        return self.bank.get(character) or self.bank.get(character.upper()) or []


def blanks() -> Path:
    """Return the folder of the real blank forms; raises MissingData."""
    return _there(places.blanks() / "f1040_2023.pdf", "IPPIN_BLANKS").parent


def blank(definition: FormDefinition) -> bytes:
    """Return a form's blank PDF: the real one, or the drawn one for an application."""
    if definition.facsimile:
        return forms.facsimile(definition)
    return shipping.blank(blanks(), definition.form, definition.revision).read_bytes()


@cache
def paper(form: str, revision: str, framed: bool = False) -> tuple[np.ndarray, ...]:
    """Return the printed pages of a blank, uint8 gray at 300 dpi, read-only; `framed`: with combs of a PDF viewer."""
    definition = forms.load(form, revision)
    pdf = blank(definition)
    if framed and not definition.facsimile:
        pdf = filling.fill_widgets(pdf, definition, {})
    pages = tuple(np.asarray(image.convert("L")) for image in press.render(pdf, DPI)[: len(definition.pages)])
    for page in pages:
        page.flags.writeable = False
    return pages


@cache
def handprint(part: Part = TEST) -> Glyphs:
    """Return the hand-printed characters of a part; raises MissingData."""
    data = np.load(_there(places.handprint(), "IPPIN_HANDPRINT"))
    mine = slice(*(int(len(data["X"]) * share) for share in part.share))
    bank: dict[str, list[np.ndarray]] = {}
    for image, index in zip(data["X"][mine], data["y"][mine], strict=True):
        bank.setdefault(str(data["mapping"][index]), []).append(_trimmed(image))
    more, doubtful = digits.more(part), set()
    for image, digit, ambiguous in zip(*more, strict=True):
        picture = _trimmed(image)
        bank.setdefault(str(digit), []).append(picture)
        doubtful |= {id(picture)} if ambiguous else set()
    return Glyphs(bank, sum(map(len, bank.values())), frozenset(doubtful))


def typefaces(part: Part = TEST) -> list[str | bytes]:
    """Return the typed fonts of a part; if IPPIN_FONTS lacks them, the few that are always installed."""
    return _packaged(part.typefaces) or [font_manager.findfont(name) for name in _INSTALLED]


def hand_fonts(part: Part = TEST) -> list[str | bytes]:
    """Return the handwriting fonts of a part; empty if IPPIN_FONTS lacks them."""
    return _packaged(part.hand_fonts)


@cache
def _packaged(names: tuple[str, ...]) -> list[bytes]:
    files = [places.fonts() / name / "files" / f"{name}-latin-400-normal.woff2" for name in names]
    return [woff.plain(file) for file in files if file.is_file()]


def _trimmed(picture: np.ndarray) -> np.ndarray:
    rows, columns = np.where(picture > 60)
    if not len(rows):
        return picture
    tight = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return cv2.copyMakeBorder(tight, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)


def _there(file: Path, variable: str) -> Path:
    if not file.is_file():
        raise MissingData(f"{file.name} is not at hand. Set {variable} to the folder that holds it.")
    return file
