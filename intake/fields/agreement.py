"""Gets a second opinion on typed words that the first reader doubts: if both agree, the value is trusted.

All doubtful lines of a page go to one Tesseract process. Handwriting is left out, because Tesseract cannot read it.
"""

import functools
from dataclasses import replace

from desk.program.words import ReadingState
from desk.reading.found import FieldReading
from intake.engines import Crop, Guess, script, tesseract

_EVEN = 0.5  # no agreement saves a first reading at or below this probability, which may come from a word list
_SURE = 0.6  # the least confidence of Tesseract for its agreement to count
_AGREED = 0.99  # the confidence of a value that both read


def settle(readings: dict[str, FieldReading], crops: dict[str, Crop]) -> dict[str, FieldReading]:
    """Return the readings, with the state read for doubtful ones that Tesseract confirms. `crops`: writing by field."""
    doubted = [name for name in crops if _worth_asking(readings[name])]
    engine = _engine() if doubted else None
    if engine is None:
        return readings
    opinions = engine.read([crops[name] for name in doubted])
    settled = dict(readings)
    for name, guesses in zip(doubted, opinions, strict=True):
        if _agree(readings[name], guesses):
            engines = f"{readings[name].engine}+{engine.name}"
            settled[name] = replace(readings[name], state=ReadingState.READ, confidence=_AGREED, engine=engines)
    return settled


@functools.cache
def _engine() -> tesseract.Tesseract | None:
    return tesseract.find()


def _worth_asking(reading: FieldReading) -> bool:
    return (
        reading.script == script.TYPED
        and reading.state == ReadingState.SUSPECT
        and not reading.faint
        and reading.confidence > _EVEN
    )


def _agree(reading: FieldReading, guesses: list[Guess]) -> bool:
    if not guesses or reading.value is None:
        return False
    return guesses[0].probability >= _SURE and guesses[0].text.upper() == reading.value.upper()
