"""When a reading is trusted. Thresholds come from calibration to a target error rate, not from the hand."""

from dataclasses import dataclass

from intake.engines import Guess, digits

# from this calibrated probability on a text counts as read (error among trusted at most 1 % on data of its own)
TEXT = {"name": 0.97, "street": 0.95, "city": 0.95, "state": 0.97, "apartment": 0.97}
_USUAL = 0.97
_GUESS = 0.02  # less than this is no guess at all
_KEPT = 4  # alternatives kept, the best among them


@dataclass(frozen=True)
class Verdict:
    """A value with its state, confidence and alternatives, before it is tied to a place on a page."""

    value: str | None
    state: str
    confidence: float
    alternatives: list[tuple[str, float]]


BLANK = Verdict(None, "blank", 0.99, [])


def threshold(kind: str) -> float:
    """The probability from which a reading of this kind of field is trusted."""
    return digits.TRUST.get(kind, TEXT.get(kind, _USUAL))


def judge(guesses: list[Guess], kind: str, faint: bool = False) -> Verdict:
    """What to believe of an engine's guesses about a zone that holds ink; faint ink is never trusted."""
    kept = [(guess.text, round(float(guess.probability), 4)) for guess in guesses[:_KEPT]]
    if not kept or kept[0][1] < _GUESS:
        return Verdict(None, "illegible", 0.0, kept)
    text, chance = kept[0]
    trusted = guesses[0].probability >= threshold(kind) and not faint
    return Verdict(text, "read" if trusted else "suspect", chance, kept)
