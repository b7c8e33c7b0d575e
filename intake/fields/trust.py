"""When a reading is trusted. Thresholds come from calibration to a target error rate, not from the hand."""

from dataclasses import dataclass

from intake.engines import Guess
from intake.engines.digits import reader as digits
from intake.engines.words import reader as text

_USUAL = 0.97  # for kinds that nobody calibrated
_AS = {"year": "amount"}  # kinds that are read and trusted like another
_GUESS = 0.02  # less than this is no guess at all
_KEPT = 4  # alternatives kept, the best among them


@dataclass(frozen=True)
class Verdict:
    """A value with its state, confidence, alternatives and script (see `engines.Guess`), and whether its ink is faint,
    before it is tied to a place on a page."""

    value: str | None
    state: str
    confidence: float
    alternatives: list[tuple[str, float]]
    script: str = ""
    faint: bool = False


BLANK = Verdict(None, "blank", 0.99, [])
DOUBTED = Verdict(None, "illegible", 0.0, [])


def threshold(kind: str, script: str = "") -> float:
    """The probability from which a reading of this kind of field is trusted: in the script that its engine told, else
    in the one of which least is trusted."""
    kind = _AS.get(kind, kind)
    tables = [*digits.TRUST.items(), *text.TRUST.items()]
    return max((one[kind] for name, one in tables if kind in one and script in ("", name)), default=_USUAL)


def judge(guesses: list[Guess], kind: str, faint: bool = False) -> Verdict:
    """What to believe of an engine's guesses about a zone that holds ink; faint ink is never trusted."""
    kept = [(guess.text, round(float(guess.probability), 4)) for guess in guesses[:_KEPT]]
    if not kept or kept[0][1] < _GUESS:
        return Verdict(None, "illegible", 0.0, kept)
    best, chance = kept[0]
    trusted = guesses[0].probability >= threshold(kind, guesses[0].script) and not faint
    return Verdict(best, "read" if trusted else "suspect", chance, kept, guesses[0].script, faint)
