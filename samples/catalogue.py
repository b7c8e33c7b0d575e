"""The committed samples: files in batches, their known content, and the records that belong to them."""

import json
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "scans"
TAXPAYERS = FOLDER / "taxpayers.csv"
PINS = FOLDER / "pins.csv"
TRUTH = FOLDER / "truth.json"


class Batch(NamedTuple):
    """Files that came in together; dates as YYYY-MM-DD."""

    name: str
    received: str
    postmark: str | None
    files: list[Path]


def truth() -> list[dict]:
    """One entry per file: ``file, title, batch, received, postmark, documents``."""
    return json.loads(TRUTH.read_text())


def batches() -> list[Batch]:
    """The batches in the order in which they came in."""
    found: dict[str, Batch] = {}
    for entry in truth():
        batch = found.setdefault(entry["batch"], Batch(entry["batch"], entry["received"], entry["postmark"], []))
        batch.files.append(FOLDER / entry["file"])
    return list(found.values())
