"""Characters to write with: real hand-print, MNIST, handwriting fonts and typed fonts, in three parts.

Of the NIST hand-print indices the first four fifths are for training, the next tenth for calibration, the last tenth
for the test. MNIST comes from the same pages, so its images that nearly equal one of the last fifth are left out. Fonts
named in HELD are never trained on.
"""

import io
import pathlib

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

_LISTED = pathlib.Path(__file__).with_name("typefaces.txt")
SIGNS = "0123456789,.-()$/"
SHARES = {"train": (0.0, 0.8), "calibrate": (0.8, 0.9), "test": (0.9, 1.0)}
HELD = {
    "calibrate": {"indie-flower", "gaegu", "pangolin", "lato", "roboto-mono", "bitter", "quattrocento", "literata"},
    "test": {
        "gochi-hand", "shadows-into-light", "mansalva", "coming-soon", "crafty-girls", "dekko", "walter-turncoat",
        "courier-prime", "gelasio", "noto-serif", "jetbrains-mono", "ubuntu-mono", "crimson-text", "work-sans",
        "cutive-mono",
    },
}  # fmt: skip
TYPED = {line.removeprefix("@fontsource/") for line in _LISTED.read_text(encoding="utf-8").split()}
LOOKALIKE = set("OoDQIiLlZzSsBbGgqUYTJjCcPpRrtyahfdeuv")  # letters that a person may read as a digit


def _held(name: str) -> str:
    return next((part for part, names in HELD.items() if name in names), "train")


def _slice(archive: pathlib.Path, part: str):
    """(images, labels, mapping) of one part of the hand-print."""
    data = np.load(archive, allow_pickle=True)
    images, labels = data["X"], data["y"]
    cut = slice(*(int(len(images) * share) for share in SHARES[part]))
    return images[cut], labels[cut], [str(sign) for sign in data["mapping"]]


def hand_digits(archive: pathlib.Path, mnist: pathlib.Path | None, part: str) -> list[np.ndarray]:
    """Ten arrays uint8 [n, 28, 28], white on black; `mnist` is the folder of the idx files (training only)."""
    images, labels, _ = _slice(archive, part)
    bank = [images[labels == digit] for digit in range(10)]
    if part != "train" or mnist is None:
        return bank
    pictures, names = _mnist(mnist)
    for other in ("calibrate", "test"):
        images, labels, _ = _slice(archive, other)
        keep = np.zeros(len(pictures), bool)
        for digit in range(10):
            mine = np.flatnonzero(names == digit)
            keep[mine] = _unlike(pictures[mine], images[labels == digit], 0.98 if digit != 1 else 0.993)
        pictures, names = pictures[keep], names[keep]
    return [np.concatenate([bank[digit], pictures[names == digit]]) for digit in range(10)]


def hand_letters(archive: pathlib.Path, part: str) -> np.ndarray:
    """Letters that no one takes for a digit, uint8 [n, 28, 28]: what the reader must refuse."""
    images, labels, mapping = _slice(archive, part)
    return images[np.array([sign.isalpha() and sign not in LOOKALIKE for sign in mapping])[labels]]


def _mnist(folder: pathlib.Path) -> tuple[np.ndarray, np.ndarray]:
    parts = ("train", "t10k")
    pictures = [np.fromfile(folder / f"{part}-images-idx3-ubyte", np.uint8)[16:] for part in parts]
    names = [np.fromfile(folder / f"{part}-labels-idx1-ubyte", np.uint8)[8:] for part in parts]
    return np.concatenate(pictures).reshape(-1, 28, 28), np.concatenate(names)


def _unlike(pictures: np.ndarray, held: np.ndarray, limit: float) -> np.ndarray:
    """Which pictures correlate with every held-out one of their class by less than the limit."""
    return (_normed(pictures) @ _normed(held).T).max(axis=1) < limit


def _normed(pictures: np.ndarray) -> np.ndarray:
    rows = np.zeros((len(pictures), 256), np.float32)
    for row, glyph in zip(rows, pictures, strict=False):
        tight = trim(glyph)
        scale = 14 / max(tight.shape)
        size = tuple(max(1, round(side * scale)) for side in tight.shape[::-1])
        small = cv2.GaussianBlur(cv2.resize(tight, size, interpolation=cv2.INTER_AREA).astype(np.float32), (0, 0), 0.8)
        field = np.zeros((16, 16), np.float32)
        top, left = (16 - size[1]) // 2, (16 - size[0]) // 2
        field[top : top + size[1], left : left + size[0]] = small
        field -= field.mean()
        row[:] = field.ravel() / (np.linalg.norm(field) + 1e-6)
    return rows


def trim(glyph: np.ndarray) -> np.ndarray:
    """The glyph without its empty border (at least 1 px a side)."""
    rows, columns = np.where(glyph > 60)
    if not len(rows):
        return glyph
    return glyph[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]


class Font:
    """One font at 64 px: coverage bitmaps of the signs with their offsets, in units of the digit height."""

    def __init__(self, name: str, source):
        face = ImageFont.truetype(source, 64)
        self.name = name
        self.height = face.getbbox("8")[3] - face.getbbox("8")[1]
        self.base = face.getbbox("8")[3]
        self.signs = {sign: self._draw(face, sign) for sign in SIGNS + "ABCDEFGHKMNPRTWX"}
        self.ok = self.height > 15 and len({self.signs[d][0].tobytes() for d in "0123456789"}) == 10

    def _draw(self, face, sign: str) -> tuple[np.ndarray, float, float, float]:
        """(coverage, left, top from the baseline, advance); lengths in px of the 64 px face."""
        left, top, right, bottom = face.getbbox(sign)
        picture = Image.new("L", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(picture).text((-left, -top), sign, fill=255, font=face)
        return np.asarray(picture), float(left), float(top - self.base), float(face.getlength(sign))


def fonts(folder: pathlib.Path, system: pathlib.Path, typed: bool, part: str) -> list[Font]:
    """Typed or handwriting fonts of one part; `folder` holds @fontsource packages, `system` .ttf files."""
    found = []
    for package in sorted(folder.iterdir()):
        if (package.name in TYPED) == typed and _held(package.name) == part:
            for weight in ("400", "700") if typed else ("400",):
                file = package / "files" / f"{package.name}-latin-{weight}-normal.woff2"
                if file.exists():
                    found.append(Font(package.name, _plain(file)))
    for file in sorted(system.glob("*.ttf")) if typed else ():
        if "Math" not in file.stem and _held(file.stem) == part:
            found.append(Font(file.stem, str(file)))
    return [font for font in found if font.ok]


def _plain(file: pathlib.Path) -> io.BytesIO:
    face = TTFont(file)
    face.flavor = None
    plain = io.BytesIO()
    face.save(plain)
    plain.seek(0)
    return plain
