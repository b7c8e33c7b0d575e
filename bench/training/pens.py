"""Letters to write with: real hand-print and fonts of all signs, in the parts that `glyphs` lays down."""

import io
import pathlib

import numpy as np
import pypdfium2
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

from bench.training import glyphs


class Font:
    """One font at 64 px: coverage bitmaps with left, top from the baseline and advance; `height` of a capital."""

    def __init__(self, name: str, source, signs: str):
        face = ImageFont.truetype(source, 64)
        _, top, _, self.base = face.getbbox("H")
        self.name, self.height = name, self.base - top
        self.signs = {sign: self._draw(face, sign) for sign in signs}
        self.ok = self.height > 15 and len({self.signs[sign][0].tobytes() for sign in "AEKMRSag"}) == 8

    def _draw(self, face, sign: str) -> tuple[np.ndarray, float, float, float]:
        left, top, right, bottom = face.getbbox(sign)
        picture = Image.new("L", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(picture).text((-left, -top), sign, fill=255, font=face)
        return np.asarray(picture), float(left), float(top - self.base), float(face.getlength(sign))


def hand_signs(archive: pathlib.Path, part: str) -> dict[str, list[np.ndarray]]:
    """Trimmed glyphs (uint8, white on black) by letter and digit, of one part of the hand-print."""
    data = np.load(archive, allow_pickle=True)
    images, labels = data["X"], data["y"]
    cut = slice(*(int(len(images) * share) for share in glyphs.SHARES[part]))
    found: dict[str, list[np.ndarray]] = {str(sign): [] for sign in data["mapping"]}
    names = [str(sign) for sign in data["mapping"]]
    for image, label in zip(images[cut], labels[cut], strict=True):
        found[names[label]].append(glyphs.trim(image))
    return found


def fonts(folder: pathlib.Path, system: pathlib.Path, typed: bool, part: str, signs: str) -> list[Font]:
    """Typed or handwriting fonts of one part; `folder` holds @fontsource packages, `system` .ttf files."""
    found = []
    for package in sorted(folder.iterdir()):
        file = package / "files" / f"{package.name}-latin-400-normal.woff2"
        if (package.name in glyphs.TYPED) == typed and _held(package.name) == part and file.exists():
            found.append(Font(package.name, _plain(file), signs))
    for file in sorted(system.glob("*.ttf")) if typed else ():
        if "Math" not in file.stem and _held(file.stem) == part:
            found.append(Font(file.stem, str(file), signs))
    return [font for font in found if font.ok]


def blanks(folder: pathlib.Path) -> dict[tuple[str, int], np.ndarray]:
    """The pages of f1040_<year>.pdf as grey pictures at 300 dpi, by (year, page)."""
    pages = {}
    for file in sorted(folder.glob("f1040_*.pdf")):
        for number, page in enumerate(pypdfium2.PdfDocument(file), start=1):
            grey = page.render(scale=300 / 72, grayscale=True, may_draw_forms=False).to_numpy()
            pages[file.stem.removeprefix("f1040_"), number] = np.ascontiguousarray(grey.reshape(grey.shape[:2]))
    return pages


def _held(name: str) -> str:
    return next((part for part, names in glyphs.HELD.items() if name in names), "train")


def _plain(file: pathlib.Path) -> io.BytesIO:
    face = TTFont(file)
    face.flavor = None
    plain = io.BytesIO()
    face.save(plain)
    plain.seek(0)
    return plain
