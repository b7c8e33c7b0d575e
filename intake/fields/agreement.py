"""A second opinion on typed words that the first reader doubts: if both agree, the value counts.

All doubtful lines of a page go to one process; handwriting is not asked about, Tesseract cannot read it.
"""

import functools
from dataclasses import replace

from intake.engines import Crop, Guess, script, tesseract
from intake.readings import FieldReading

_EVEN = 0.5  # a first reading no more probable than this is not saved by anybody: what lists made of it least of all
_SURE = 0.6  # Tesseract's own certainty that its agreement needs
_AGREED = 0.99  # the confidence of what both read


def settle(readings: dict[str, FieldReading], crops: dict[str, Crop]) -> dict[str, FieldReading]:
    """The readings; those in doubt that Tesseract confirms are now read. `crops` are the writing of word fields."""
    doubted = [name for name in crops if _worth_asking(readings[name])]
    engine = _engine() if doubted else None
    if engine is None:
        return readings
    opinions = engine.read([crops[name] for name in doubted])
    settled = dict(readings)
    for name, guesses in zip(doubted, opinions, strict=True):
        if _agree(readings[name], guesses):
            engines = f"{readings[name].engine}+{engine.name}"
            settled[name] = replace(readings[name], state="read", confidence=_AGREED, engine=engines)
    return settled


@functools.cache
def _engine() -> tesseract.Tesseract | None:
    return tesseract.find()


def _worth_asking(reading: FieldReading) -> bool:
    return (
        reading.script == script.TYPED
        and reading.state == "suspect"
        and not reading.faint
        and reading.confidence > _EVEN
    )


def _agree(reading: FieldReading, guesses: list[Guess]) -> bool:
    if not guesses or reading.value is None:
        return False
    return guesses[0].probability >= _SURE and guesses[0].text.upper() == reading.value.upper()
