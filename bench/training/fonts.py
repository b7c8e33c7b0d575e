"""Loads fonts as coverage bitmaps of their characters, in the parts that `bench.parts` defines."""

import io
import pathlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from bench import parts, places, woff

_LISTED = pathlib.Path(__file__).with_name("typefaces.txt")
TYPED = {line.removeprefix("@fontsource/") for line in _LISTED.read_text(encoding="utf-8").split()}


@dataclass(frozen=True)
class Alphabet:
    """The characters to draw; the height of `tall` is a font's unit; those in `telling` must all look different."""

    signs: str
    tall: str
    telling: str


class Font:
    """One font at 64 px: coverage bitmaps of the characters with their offsets; `height` is that of the tall one."""

    def __init__(self, name: str, source, alphabet: Alphabet):
        face = ImageFont.truetype(source, 64)
        _, top, _, self.base = face.getbbox(alphabet.tall)
        self.name, self.height = name, self.base - top
        self.signs = {sign: self._draw(face, sign) for sign in alphabet.signs}
        told = {self.signs[sign][0].tobytes() for sign in alphabet.telling}
        self.ok = self.height > 15 and len(told) == len(alphabet.telling)

    def _draw(self, face, sign: str) -> tuple[np.ndarray, float, float, float]:
        """(coverage, left, top from the baseline, advance); lengths in px of the 64 px face."""
        left, top, right, bottom = face.getbbox(sign)
        picture = Image.new("L", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(picture).text((-left, -top), sign, fill=255, font=face)
        return np.asarray(picture), float(left), float(top - self.base), float(face.getlength(sign))


def load(part: str, typed: bool, alphabet: Alphabet, weights: tuple[str, ...] = ("400",)) -> list[Font]:
    """Return the typed or handwriting fonts of one part, from the packages and, if typed, from the system."""
    found = (Font(name, source, alphabet) for name, source in _sources(part, typed, weights))
    return [font for font in found if font.ok]


def _sources(part: str, typed: bool, weights: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for package in sorted(places.fonts().iterdir()):
        if (package.name in TYPED) == typed and parts.of_font(package.name) == part:
            for weight in weights:
                file = package / "files" / f"{package.name}-latin-{weight}-normal.woff2"
                if file.exists():
                    yield package.name, io.BytesIO(woff.plain(file))
    for file in sorted(places.system_fonts().glob("*.ttf")) if typed else ():
        if "Math" not in file.stem and parts.of_font(file.stem) == part:
            yield file.stem, str(file)
