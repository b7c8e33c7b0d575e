"""A second opinion on typed words: agreement makes a reading stand, anything else leaves it in doubt."""

import pytest

from desk.reading.found import FieldReading
from intake.engines import Crop, Guess
from intake.engines.strokes import Strokes
from intake.fields import agreement
from tests.intake.engines.words.test_reader import typed


class Opinion:
    """A second reader that always says the same and counts how often it is asked."""

    name = "opinion"

    def __init__(self, *guesses: Guess) -> None:
        self.guesses, self.asked = list(guesses), 0

    def read(self, crops: list[Crop]) -> list[list[Guess]]:
        self.asked += 1
        return [self.guesses for _ in crops]


def doubted(value: str, confidence: float = 0.8) -> FieldReading:
    return FieldReading(value, "suspect", confidence, [(value, confidence)], 1, (0.0, 0.0, 0.1, 0.1), "text", "typed")


def settled(monkeypatch, opinion: Opinion | None, reading: FieldReading) -> FieldReading:
    monkeypatch.setattr(agreement, "_engine", lambda: opinion)
    return agreement.settle({"name": reading}, {"name": typed("MARGARET", "name")})["name"]


def test_what_both_say_is_read(monkeypatch):
    """A typed word on which the second reader agrees, in whatever case, is trusted and says who read it."""
    found = settled(monkeypatch, Opinion(Guess("margaret", 0.9)), doubted("MARGARET"))
    assert (found.value, found.state, found.engine) == ("MARGARET", "read", "text+opinion")


@pytest.mark.parametrize("guess", [Guess("MARCARET", 0.9), Guess("MARGARET", 0.3)], ids=["other word", "unsure"])
def test_anything_else_stays_in_doubt(monkeypatch, guess: Guess):
    """Another word, or an unsure one, changes nothing."""
    assert settled(monkeypatch, Opinion(guess), doubted("MARGARET")) == doubted("MARGARET")


def test_without_tesseract_nothing_changes(monkeypatch):
    """A machine without the program reads on."""
    assert settled(monkeypatch, None, doubted("MARGARET")) == doubted("MARGARET")


def test_a_reading_that_is_hardly_likely_is_not_asked_about(monkeypatch):
    """The second reader confirms, it does not read for the first."""
    opinion = Opinion(Guess("MARGARET", 0.9))
    assert settled(monkeypatch, opinion, doubted("MARGARET", 0.1)).state == "suspect"
    assert opinion.asked == 0


def test_type_stands_level_and_a_hand_does_not():
    """Letters on one line are typed; letters that dance are not."""
    line = typed("MARGARET", "name")
    dancing = line.image.copy()
    for place, left in enumerate(range(0, dancing.shape[1] - 24, 24)):
        strip = line.image[:, left : left + 24]
        dancing[:, left : left + 24] = strip[[min(max(row + 3 * (place % 3 - 1), 0), 105) for row in range(106)]]
    assert line.strokes.typed()
    assert not Strokes(dancing, line.margin).typed()
