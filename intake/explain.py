"""Writes files that show how a reading was made: the aligned page with its zones, every crop, and the times."""

import json
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from desk.program.words import ReadingState
from desk.reading.found import FieldReading, FileReading
from intake.fields.reading import Seen, Sheet
from intake.fields.zones import POINT

_COLORS = {  # blue, green, red
    ReadingState.READ: (60, 150, 0),
    ReadingState.SUSPECT: (0, 130, 255),
    ReadingState.BLANK: (190, 190, 190),
    ReadingState.ILLEGIBLE: (0, 0, 220),
}


class Sheets:
    """A trace for the pipeline that writes into one folder, which it makes at the first page."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __call__(self, sheet: Sheet, seen: dict[str, dict[str, Seen]], readings: dict[str, FieldReading]) -> None:
        """Write the page and the crops of one page that was read."""
        self._folder.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(self._folder / f"page-{sheet.number}.png"), _drawn(sheet, readings))
        for name, zones in seen.items():
            for value, one in zones.items():
                ending = f"-{value}" if value else ""
                cv2.imwrite(str(self._folder / f"page-{sheet.number}-{name}{ending}.png"), _crop(one))

    def close(self, reading: FileReading) -> None:
        """Write the reading and the time of each stage."""
        self._folder.mkdir(parents=True, exist_ok=True)
        whole = {"seconds": reading.seconds, "documents": [asdict(one) for one in reading.documents]}
        (self._folder / "reading.json").write_text(json.dumps(whole, indent=1, ensure_ascii=False), encoding="utf-8")


def _drawn(sheet: Sheet, readings: dict[str, FieldReading]) -> np.ndarray:
    """Draw the page aligned with the definition, each zone in the color of its state."""
    page = sheet.definition.page(sheet.form_page)
    size = round(page.width * POINT), round(page.height * POINT)
    to_points = np.diag([1 / POINT, 1 / POINT, 1.0])
    flat = cv2.warpPerspective(
        sheet.image, sheet.matrix @ to_points, size, flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    )
    drawn = cv2.cvtColor(flat, cv2.COLOR_GRAY2BGR)
    for field in sheet.definition.fields_on(sheet.form_page):
        color = _COLORS[readings[field.name].state]
        for box in (field.box, *(option.box for option in field.options.values())):
            x0, y0, x1, y1 = (round(side * POINT) for side in box)
            cv2.rectangle(drawn, (x0, y0), (x1, y1), color, 2)
    return drawn


def _crop(one: Seen) -> np.ndarray:
    """Stack the crop, the print under it, and the ink that was found."""
    parts = [one.zone.gray, one.zone.printed, 255 * (1 - one.ink.strong), 255 - 128 * one.ink.faint]
    return np.vstack([cv2.copyMakeBorder(part, 0, 4, 0, 0, cv2.BORDER_CONSTANT, value=128) for part in parts])
