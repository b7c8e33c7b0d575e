"""Lines of text: what a machine typed is read exactly, alternatives have probabilities, priors only weigh."""

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from intake.engines import Crop, opinions
from intake.engines.words import reader as text
from intake.fields import trust
from intake.lexicon import lists

MARGIN = 24


def typed(written: str, kind: str, size: int = 34) -> Crop:
    """A crop of a zone in which a machine wrote."""
    image = Image.new("L", (760 + 2 * MARGIN, 58 + 2 * MARGIN), 255)
    font = ImageFont.load_default(size)
    ImageDraw.Draw(image).text((MARGIN + 8, MARGIN + 8), written, font=font, fill=10)
    return Crop(np.asarray(image), MARGIN, kind)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("MARGARET A", "name"), ("Whitfield", "name"), ("OKAFOR", "name"), ("1420 N MAPLE AVE", "street"),
        ("SPRINGFIELD", "city"), ("San Antonio", "city"), ("IL", "state"), ("12B", "apartment"),
    ],
)  # fmt: skip
def test_typed_text_is_read_as_it_stands(written: str, kind: str):
    """Clear type is read exactly, capitals and spaces too."""
    assert text.reader().read([typed(written, kind)])[0][0].text == written


def test_an_empty_crop_has_no_guesses():
    """White paper says nothing."""
    assert text.reader().read([Crop(np.full((106, 400), 255, np.uint8), MARGIN, "name")]) == [[]]


def test_alternatives_are_ordered_and_sum_to_at_most_one():
    """Guesses come best first with probabilities that leave room for none of them."""
    guesses = text.reader().read([typed("KOWALSKI", "name")])[0]
    chances = [guess.probability for guess in guesses]
    assert chances == sorted(chances, reverse=True)
    assert 0 < sum(chances) <= 1 + 1e-6


def test_a_name_that_no_list_has_is_read_all_the_same():
    """The lists weigh what is seen; they do not put a known name in its place."""
    name = "ZYXQUARO"
    assert lists.prior(name, "name") < 1
    assert text.reader().read([typed(name, "name")])[0][0].text == name


def test_a_letter_that_looks_like_a_digit_is_a_letter_in_a_name():
    """An open B is a 3 for a network that knows both; people have no digits in their names."""
    guesses = text.reader().read([typed("AB3OTT", "name")])[0]
    assert "ABBOTT" in [guess.text for guess in guesses]


@pytest.mark.parametrize("written", ["SMITH 2", "DAVIS 4", "78701"])
def test_a_digit_makes_no_sure_letter(written: str):
    """What is written as a digit may be one, and then it is in the wrong field."""
    guesses = text.reader().read([typed(written, "name")])[0]
    assert all(guess.probability < trust.threshold("name", guess.script) for guess in guesses)


def test_what_is_known_makes_no_text_sure_against_the_networks():
    """A strange name that looks like a common one may be misread for it; it is then in doubt."""
    names = {"SMITT": np.array([0.98, 0.97, 0.03]), "SMITH": np.array([0.005, 0.01, 1.0])}
    found = opinions.held(names, np.array([0.01, 0.01, 0.03]), eyes=2)
    judge = opinions.Judge(np.array([0.5, 0.4, 3.0]), np.array([1.0, 0, 0, 0, 0, 0, 0]))
    chances = opinions.calibrated(found, judge)
    assert max(chances, key=chances.get) == "SMITH" and chances["SMITH"] <= 0.5


def test_a_scribble_is_never_trusted():
    """Lines all over each other are no name that one could rely on."""
    rng = np.random.default_rng(4)
    image = Image.new("L", (500, 106), 255)
    points = [(int(x), int(y)) for x, y in zip(rng.integers(60, 400, 60), rng.integers(28, 78, 60), strict=True)]
    ImageDraw.Draw(image).line(points, fill=20, width=4)
    guesses = text.reader().read([Crop(np.asarray(image), MARGIN, "name")])[0]
    assert all(guess.probability < trust.threshold("name", guess.script) for guess in guesses)


def test_clear_type_is_known_as_such_and_trusted_without_the_large_network():
    """A typed name is a sure reading after the first look where nothing else looks like it."""
    reader = text.TextReader()
    (guesses,) = reader.read([typed("WHITFIELD", "name")])
    assert guesses[0].script == "typed"
    assert guesses[0].probability >= trust.threshold("name", "typed")
    assert "large" not in vars(reader)


def test_a_word_of_no_list_is_doubted_no_more_than_what_else_it_may_be():
    """What is none of the candidates is weighed as a strange word too, so that a strange name can be trusted."""
    (guesses,) = text.reader().read([typed("ZYXQUARO", "name")])
    assert guesses[0].probability >= trust.threshold("name", guesses[0].script)


@pytest.mark.parametrize(
    ("likely", "unlikely", "kind"),
    [
        ("WHITFIELD", "WHLTFLELD", "name"), ("IL", "LL", "state"), ("77 HILL ST", "77 H1LL ST", "street"),
        ("SPRINGFIELD", "SPRINEFIELD", "city"), ("MARY-ANN J", "MARY-AMN J", "name"),
    ],
)  # fmt: skip
def test_known_words_weigh_more(likely: str, unlikely: str, kind: str):
    """What people are called and where they live is more probable than what looks like it."""
    assert lists.prior(likely, kind) > lists.prior(unlikely, kind) > 0


def test_look_alikes_are_within_a_letter_or_two():
    """Known words near a doubtful one are proposed as candidates."""
    assert "WHITFIELD" in lists.like(["WAITFIELD"], "name")
    assert "IL" in lists.like(["LL"], "state")
