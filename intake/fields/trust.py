"""Decides whether a reading is trusted. The thresholds come from calibration to a target error rate."""

from dataclasses import dataclass

from desk.program.words import ReadingState
from intake.engines import Guess
from intake.engines.digits import reader as digits
from intake.engines.words import reader as text

_USUAL = 0.97  # for kinds without calibration
_AS = {"year": "amount"}  # kinds that are read and trusted like another kind
_GUESS = 0.02  # a text less probable than this is not a guess
_KEPT = 4  # alternatives kept, including the best


@dataclass(frozen=True)
class Verdict:
    """A value with its state, confidence, alternatives, script (see `engines.Guess`) and whether its ink is faint; it
    has no place on a page yet."""

    value: str | None
    state: ReadingState
    confidence: float
    alternatives: list[tuple[str, float]]
    script: str = ""
    faint: bool = False


BLANK = Verdict(None, ReadingState.BLANK, 0.99, [])
DOUBTED = Verdict(None, ReadingState.ILLEGIBLE, 0.0, [])


def threshold(kind: str, script: str = "") -> float:
    """Return the probability from which a reading of this kind is trusted: for the given script, else the highest one
    of all scripts."""
    kind = _AS.get(kind, kind)
    tables = [*digits.TRUST.items(), *text.TRUST.items()]
    return max((one[kind] for name, one in tables if kind in one and script in ("", name)), default=_USUAL)


def judge(guesses: list[Guess], kind: str, faint: bool = False) -> Verdict:
    """Return the verdict on an engine's guesses about a zone that holds ink; faint ink is never trusted."""
    kept = [(guess.text, round(float(guess.probability), 4)) for guess in guesses[:_KEPT]]
    if not kept or kept[0][1] < _GUESS:
        return Verdict(None, ReadingState.ILLEGIBLE, 0.0, kept)
    best, chance = kept[0]
    trusted = guesses[0].probability >= threshold(kind, guesses[0].script) and not faint
    return Verdict(best, ReadingState.READ if trusted else ReadingState.SUSPECT, chance, kept, guesses[0].script, faint)
