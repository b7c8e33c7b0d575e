"""Makes empty crops to write on: zones of the real blanks, and drawn boxes, combs, and lines."""

import pathlib

import cv2
import numpy as np
import pypdf
import pypdfium2

DOTS = 300 / 72  # px per point


class Blanks:
    """The rendered pages of the real forms and their text zones, by kind."""

    def __init__(self, folder: pathlib.Path):
        self.pages, self.zones = [], {"tin": [], "pin": [], "other": []}
        for file in sorted(folder.glob("*.pdf")):
            rectangles = _zones(file)
            document = pypdfium2.PdfDocument(file)
            for number in range(min(2, len(document))):
                self.pages.append(_rendered(document[number]))
                for kind, rectangle in rectangles[number]:
                    self.zones[kind].append((len(self.pages) - 1, rectangle))

    def cut(self, rng, kind: str, margin: int) -> np.ndarray:
        """Return a uint8 crop of one zone of that kind plus margin, off by a few pixels and tenths of a degree."""
        page, (x0, y0, x1, y1) = self.zones[kind][rng.integers(len(self.zones[kind]))]
        gray = self.pages[page]
        width, height = round((x1 - x0) * DOTS) + 2 * margin, round((y1 - y0) * DOTS) + 2 * margin
        turn, grow = np.deg2rad(rng.normal(0, 0.15)), 1 + rng.normal(0, 0.002)
        center = np.array([(x0 + x1) / 2 * DOTS, gray.shape[0] - (y0 + y1) / 2 * DOTS]) + rng.normal(0, 1.3, 2)
        a, b = grow * np.cos(turn), grow * np.sin(turn)
        move = np.float32(
            [[a, -b, center[0] - a * width / 2 + b * height / 2], [b, a, center[1] - b * width / 2 - a * height / 2]]
        )
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        return cv2.warpAffine(gray, move, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)


def _zones(file: pathlib.Path) -> list[list[tuple[str, tuple]]]:
    pages = []
    for page in pypdf.PdfReader(file).pages[:2]:
        found = []
        for note in page.get("/Annots", []):
            note = note.get_object()
            x0, y0, x1, y1 = (float(value) for value in note["/Rect"])
            if note.get("/FT") != "/Tx" or not 11 <= y1 - y0 <= 20 or not 40 <= x1 - x0 <= 150:
                continue
            kind = {6: "pin"}.get(note.get("/MaxLen"), "other")
            if note.get("/MaxLen") == 9 and x1 - x0 < 120:
                kind = "tin"
            found.append((kind, (x0, y0, x1, y1)))
        pages.append(found)
    return pages


def returns(folder: pathlib.Path) -> dict[tuple[str, int], np.ndarray]:
    """Return the pages of f1040_<year>.pdf as gray images at 300 dpi, by (year, page)."""
    pages = {}
    for file in sorted(folder.glob("f1040_*.pdf")):
        for number, page in enumerate(pypdfium2.PdfDocument(file), start=1):
            pages[file.stem.removeprefix("f1040_"), number] = _rendered(page)
    return pages


def _rendered(page: pypdfium2.PdfPage) -> np.ndarray:
    gray = page.render(scale=DOTS, grayscale=True, may_draw_forms=False).to_numpy()
    return np.ascontiguousarray(gray.reshape(gray.shape[:2]))


def drawn(rng, zone_width: int, zone_height: int, margin: int, cells: int) -> np.ndarray:
    """Draw a uint8 crop: border, comb or underline at random, with some small print near the edges."""
    canvas = np.full((zone_height + 2 * margin, zone_width + 2 * margin), 255, np.uint8)
    x0, y0, x1, y1 = margin, margin, margin + zone_width, margin + zone_height
    ink, line = int(rng.integers(0, 150)), int(rng.integers(1, 5))
    style = rng.choice(["box", "comb", "half", "cells", "under", "none"], p=[0.25, 0.2, 0.2, 0.1, 0.15, 0.1])
    if style in ("box", "comb", "half"):
        cv2.rectangle(canvas, (x0, y0), (x1, y1), ink, line)
    if style == "under":
        cv2.line(canvas, (0, y1), (x1 + margin, y1), ink, line)
    depth = {"comb": 1.0, "half": float(rng.uniform(0.2, 0.5))}.get(style, 0)
    for cell in range(1, cells) if depth else ():
        x = x0 + round(zone_width * cell / cells)
        cv2.line(canvas, (x, y1), (x, round(y1 - depth * zone_height)), ink, max(1, line - 1))
    for cell in range(cells) if style == "cells" else ():
        left, step = x0 + zone_width * cell / cells, zone_width / cells
        cv2.rectangle(canvas, (round(left + step * 0.06), y0), (round(left + step * 0.94), y1), ink, line)
    if rng.random() < 0.3:
        words = "".join(rng.choice(list("abcdefghiklmnoprstu  "), 30))
        at = (int(rng.integers(0, x1)), y0 - int(rng.integers(3, 8)))
        cv2.putText(canvas, words, at, cv2.FONT_HERSHEY_SIMPLEX, 0.55, ink, 1, cv2.LINE_AA)
    if rng.random() < 0.2:
        canvas = cv2.max(canvas, 0) - np.uint8(rng.integers(0, 50))
    return canvas
