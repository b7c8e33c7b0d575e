"""Where the benchmark's paper and pens come from: real blanks, real hand-print, fonts; each place can be set.

IPPIN_BLANKS is the folder of the real blank forms, IPPIN_HANDPRINT the folder (or file) of the hand-print,
IPPIN_FONTS a folder of @fontsource packages (optional: handwriting and more typefaces).
"""

import io
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from matplotlib import font_manager

from desk import errors, forms
from desk.forms import filling, press
from desk.forms.definition import FormDefinition

SHARED = Path(__file__).resolve().parents[3] / "shared"
DPI = 300


@dataclass(frozen=True, eq=False)
class Part:
    """What is written with: a share of the hand-printed characters by index, and fonts of @fontsource.

    Training uses none of it.
    """

    share: tuple[float, float]
    hand_fonts: list[str]
    typefaces: list[str]


# the same as in bench/training/glyphs.py
TEST = Part(
    (0.9, 1.0),
    ["gochi-hand", "shadows-into-light", "mansalva", "coming-soon", "crafty-girls", "dekko", "walter-turncoat"],
    [
        "courier-prime",
        "gelasio",
        "noto-serif",
        "jetbrains-mono",
        "ubuntu-mono",
        "crimson-text",
        "work-sans",
        "cutive-mono",
    ],
)
CALIBRATE = Part(
    (0.8, 0.9),
    ["indie-flower", "gaegu", "pangolin"],
    ["lato", "roboto-mono", "bitter", "quattrocento", "literata"],
)
_INSTALLED = ("DejaVu Sans", "DejaVu Sans Mono", "DejaVu Serif")  # for where there are no packages


class MissingData(errors.DeskError):
    """Real blanks or hand-print are not at hand."""


@dataclass(frozen=True, eq=False)
class Glyphs:
    """Real characters kept for tests: `bank` by what they are (uint8 28 × 28, white on black), `count` of all."""

    bank: dict[str, list[np.ndarray]]
    count: int

    def pool(self, character: str) -> list[np.ndarray]:
        """The pictures of one character; capitals stand in for small letters that are missing."""
        return self.bank.get(character) or self.bank.get(character.upper()) or []


def blanks() -> Path:
    """The folder of the real blank forms; raises MissingData."""
    return _there(Path(os.environ.get("IPPIN_BLANKS") or SHARED / "forms"), "IPPIN_BLANKS", "f1040_2023.pdf")


def blank(definition: FormDefinition) -> bytes:
    """A form's blank PDF: the real one of a return, the drawn one of an application."""
    if definition.form == "f1040":
        return (blanks() / f"f1040_{definition.revision}.pdf").read_bytes()
    return forms.facsimile(definition)


@cache
def paper(form: str, revision: str, framed: bool = False) -> tuple[np.ndarray, ...]:
    """The printed pages of a blank, uint8 grey at 300 dpi, read-only; `framed` as a PDF viewer prints the combs."""
    definition = forms.load(form, revision)
    pdf = blank(definition)
    if framed and form == "f1040":
        pdf = filling.fill_widgets(pdf, definition, {})
    pages = tuple(np.asarray(image.convert("L")) for image in press.render(pdf, DPI)[: len(definition.pages)])
    for page in pages:
        page.flags.writeable = False
    return pages


@cache
def handprint(part: Part = TEST) -> Glyphs:
    """The hand-printed characters of a part; raises MissingData."""
    place = Path(os.environ.get("IPPIN_HANDPRINT") or SHARED / "handprint")
    folder = place.parent if place.is_file() else place
    data = np.load(_there(folder, "IPPIN_HANDPRINT", "nist-handprint-train.npz") / "nist-handprint-train.npz")
    mine = slice(*(int(len(data["X"]) * share) for share in part.share))
    bank: dict[str, list[np.ndarray]] = {}
    for image, index in zip(data["X"][mine], data["y"][mine], strict=True):
        bank.setdefault(str(data["mapping"][index]), []).append(_trimmed(image))
    return Glyphs(bank, sum(map(len, bank.values())))


def typefaces(part: Part = TEST) -> list[str | bytes]:
    """Typed fonts of a part; where IPPIN_FONTS does not lead to them, the few that are always there."""
    return _packaged(tuple(part.typefaces)) or [font_manager.findfont(name) for name in _INSTALLED]


def hand_fonts(part: Part = TEST) -> list[str | bytes]:
    """Handwriting fonts of a part; empty when IPPIN_FONTS does not lead to them."""
    return _packaged(tuple(part.hand_fonts))


@cache
def _packaged(names: tuple[str, ...]) -> list[bytes]:
    folder = Path(os.environ.get("IPPIN_FONTS", "node_modules/@fontsource"))
    files = [folder / name / "files" / f"{name}-latin-400-normal.woff2" for name in names]
    return [_plain(file) for file in files if file.is_file()]


def _plain(file: Path) -> bytes:
    face = TTFont(file)
    face.flavor = None
    plain = io.BytesIO()
    face.save(plain)
    return plain.getvalue()


def _trimmed(picture: np.ndarray) -> np.ndarray:
    rows, columns = np.where(picture > 60)
    if not len(rows):
        return picture
    tight = picture[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return cv2.copyMakeBorder(tight, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)


def _there(folder: Path, variable: str, file: str) -> Path:
    if not (folder / file).is_file():
        raise MissingData(f"{file} is not at hand. Set {variable} to the folder that holds it.")
    return folder
