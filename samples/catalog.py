"""The committed samples: files in batches, their known content, and the matching records."""

import json
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent / "scans"
TAXPAYERS = FOLDER / "taxpayers.csv"
PINS = FOLDER / "pins.csv"
TRUTH = FOLDER / "truth.json"


class Batch(NamedTuple):
    """Files received together; dates as YYYY-MM-DD."""

    name: str
    received: str
    postmark: str | None
    files: list[Path]


def truth() -> list[dict]:
    """Return one entry per file: ``file, title, batch, received, postmark, documents``."""
    return json.loads(TRUTH.read_text())


def batches() -> list[Batch]:
    """Return the batches in the order of receipt."""
    found: dict[str, Batch] = {}
    for entry in truth():
        batch = found.setdefault(entry["batch"], Batch(entry["batch"], entry["received"], entry["postmark"], []))
        batch.files.append(FOLDER / entry["file"])
    return list(found.values())
