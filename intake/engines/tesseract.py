"""Gets a second opinion on typed lines from Tesseract, many crops in one process. It cannot read handwriting.

Tesseract only confirms readings, so any failure of it counts as no opinion and is never an error.
"""

import os
import tempfile
from pathlib import Path

import cv2
import numpy as np
import pytesseract

from desk import errors
from desk.system import tools
from intake.engines import Crop, Guess

os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # its four threads take longer than one
_SECONDS = 20
_PAGE_SECONDS = 60
_HEIGHT, _AIR = 48, 16  # px: the height of a line that suits Tesseract, and the white space around it

Place = tuple[int, int, int, int]
"""x0, y0, x1, y1 in pixels."""


class Tesseract:
    """The engine; `tool` is the program to run."""

    name = "tesseract"

    def __init__(self, tool: tools.Tool) -> None:
        self._tool = tool

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        """Return one guess for each crop, or none if Tesseract has no opinion."""
        with tempfile.TemporaryDirectory(prefix="ippin-lines-") as folder:
            files = [_write(crop, Path(folder) / f"{number}.pgm") for number, crop in enumerate(crops)]
            listed = Path(folder) / "lines.txt"
            listed.write_text("\n".join(str(file) for file in files if file), encoding="utf-8")
            found = iter(self._ask(listed, sum(file is not None for file in files)))
            return [next(found) if file else [] for file in files]

    def words(self, image: np.ndarray) -> list[tuple[str, float]]:
        """Return the printed words of a part of a page (uint8 gray) in order, with Tesseract's confidence (0–1)."""
        try:
            data = pytesseract.image_to_data(
                image, config=self._config("--psm 6"), timeout=_SECONDS, output_type=pytesseract.Output.DICT
            )
            seen = zip(data["text"], data["conf"], strict=True)
            return [(word.strip(), float(sure) / 100) for word, sure in seen if word.strip() and float(sure) >= 0]
        except (pytesseract.TesseractError, RuntimeError, OSError, ValueError, KeyError, TypeError):
            return []

    def located(self, image: np.ndarray) -> list[tuple[str, float, Place]]:
        """Return the printed words of a whole page (uint8 gray): text, confidence (0–1), and place in pixels."""
        try:
            data = pytesseract.image_to_data(
                image, config=self._config("--psm 11"), timeout=_PAGE_SECONDS, output_type=pytesseract.Output.DICT
            )
            sides = zip(data["left"], data["top"], data["width"], data["height"], strict=True)
            seen = zip(data["text"], data["conf"], sides, strict=True)
            return [
                (word.strip(), float(sure) / 100, (x, y, x + wide, y + high))
                for word, sure, (x, y, wide, high) in seen
                if word.strip() and float(sure) >= 0
            ]
        except (pytesseract.TesseractError, RuntimeError, OSError, ValueError, KeyError, TypeError):
            return []

    def _ask(self, listed: Path, count: int) -> list[list[Guess]]:
        nothing: list[list[Guess]] = [[] for _ in range(count)]
        if not count:
            return nothing
        try:
            data = pytesseract.image_to_data(
                str(listed), config=self._config("--psm 7"), timeout=_SECONDS, output_type=pytesseract.Output.DICT
            )
            return _guesses(data, count)
        except (pytesseract.TesseractError, RuntimeError, OSError, ValueError, KeyError, IndexError, TypeError):
            return nothing

    def _config(self, mode: str) -> str:
        pytesseract.pytesseract.tesseract_cmd = str(self._tool.path)
        folder = self._tool.environment.get("TESSDATA_PREFIX")
        return mode + (f' --tessdata-dir "{folder}"' if folder else "")


def find() -> Tesseract | None:
    """Return Tesseract, or None if it is not installed."""
    try:
        return Tesseract(tools.tesseract())
    except errors.ToolMissing:
        return None


def _write(crop: Crop, file: Path) -> Path | None:
    """Write only the line as a small gray image; return None if nothing is written."""
    box = crop.strokes.box
    if box is None:
        return None
    x0, y0, x1, y1 = box
    cut = crop.image[y0:y1, x0:x1]
    scale = _HEIGHT / cut.shape[0]
    line = cv2.resize(cut, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
    cv2.imwrite(str(file), cv2.copyMakeBorder(line, _AIR, _AIR, _AIR, _AIR, cv2.BORDER_CONSTANT, value=255))
    return file


def _guesses(data: dict, count: int) -> list[list[Guess]]:
    """Join Tesseract's words by line of the list; the confidence of a line is that of its least certain word."""
    words: list[list[tuple[str, float]]] = [[] for _ in range(count)]
    for page, word, sure in zip(data["page_num"], data["text"], data["conf"], strict=True):
        if word.strip() and float(sure) >= 0:
            words[page - 1].append((word.strip(), float(sure) / 100))
    return [[Guess(" ".join(w for w, _ in line), min(sure for _, sure in line))] if line else [] for line in words]
