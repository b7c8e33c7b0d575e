"""The reader of digit strings, on typed and really hand-printed digits."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from bench import places
from intake.engines import Crop, opinions
from intake.engines.digits import reader as digits
from intake.engines.digits import voices
from intake.engines.words import reader as words
from intake.fields import trust

MARGIN, ZONE = 16, (300, 50)


@pytest.fixture(scope="module")
def reader():
    """The engine with its shipped models."""
    return digits.DigitReader()


@pytest.fixture(scope="module")
def handprint():
    """Digits and letters of the last tenth of the hand-print, which no training saw."""
    if not places.handprint().exists():
        pytest.skip("real hand-print not at hand")
    data = np.load(places.handprint(), allow_pickle=True)
    cut = int(len(data["X"]) * 0.9)
    return data["X"][cut:], data["y"][cut:]


def paper(width=ZONE[0], height=ZONE[1]):
    """An empty boxed zone with its margin."""
    image = np.full((height + 2 * MARGIN, width + 2 * MARGIN), 250, np.uint8)
    cv2.rectangle(image, (MARGIN, MARGIN), (MARGIN + width, MARGIN + height), 90, 2)
    return image


def typed(text, kind, width=ZONE[0]):
    """A crop with typed text."""
    page = Image.fromarray(paper(width))
    ImageDraw.Draw(page).text((MARGIN + 14, MARGIN + 6), text, fill=20, font=ImageFont.load_default(34))
    return Crop(cv2.GaussianBlur(np.asarray(page), (3, 3), 0), MARGIN, kind)


def written(pictures, kind="pin"):
    """A crop with hand-printed characters side by side."""
    image = paper(max(ZONE[0], 48 * len(pictures)))
    for place, picture in enumerate(pictures):
        glyph = 255 - cv2.resize(picture, (42, 42), interpolation=cv2.INTER_CUBIC)
        x, y = MARGIN + 6 + place * 46, MARGIN + 4
        image[y : y + 42, x : x + 42] = np.minimum(image[y : y + 42, x : x + 42], glyph)
    return Crop(image, MARGIN, kind)


def sketched(rng, text, kind):
    """A crop with digits drawn with a pen, of uneven size and spacing."""
    image, x = paper(330), MARGIN + 8
    face = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_SCRIPT_SIMPLEX)[int(rng.integers(3))]
    for sign in text:
        scale = rng.uniform(0.95, 1.2)
        (width, _), _ = cv2.getTextSize(sign, face, scale, 3)
        at = int(x), int(MARGIN + 41 + rng.normal(0, 2))
        cv2.putText(image, sign, at, face, scale, 40, int(rng.integers(2, 5)), cv2.LINE_AA)
        x += width * rng.uniform(0.6, 1.05)
    return Crop(cv2.GaussianBlur(image, (3, 3), 0), MARGIN, kind)


def is_trusted(guesses, kind):
    """Whether the desk would take the first guess as read."""
    return trust.judge(guesses, kind).state == "read"


@pytest.mark.parametrize(
    ("kind", "text", "plain"),
    [
        ("tin", "400-00-1234", "400001234"),
        ("pin", "012345", "012345"),
        ("zip", "93888", "93888"),
        ("phone", "(844) 545-5640", "8445455640"),
        ("amount", "72,005", "72005"),
        ("date", "03/02/2026", "2026-03-02"),
    ],
)
def test_typed_text_is_read(reader, kind, text, plain):
    """A typed value of every kind is read in the form the desk keeps."""
    (guesses,) = reader.read([typed(text, kind, 360)])
    assert guesses[0].text == plain
    assert guesses[0].probability > 0.9


def test_hand_printed_numbers_are_read_or_doubted(reader, handprint):
    """Of 150 hand-printed PINs nearly all are right, and none that is trusted is wrong."""
    pictures, labels = handprint
    rng, right = np.random.default_rng(5), 0
    for _ in range(150):
        picks = rng.choice(np.flatnonzero(labels < 10), 6)
        truth = "".join(str(label) for label in labels[picks])
        (guesses,) = reader.read([written(pictures[picks])])
        right += bool(guesses) and guesses[0].text == truth
        assert not is_trusted(guesses, "pin") or guesses[0].text == truth
    assert right >= 143


def test_typed_numbers_are_told_from_those_by_hand(reader, handprint):
    """Each is judged and trusted in its own way, so hand-print must not pass for typing."""
    pictures, labels = handprint
    rng = np.random.default_rng(8)
    by_hand = [written(pictures[rng.choice(np.flatnonzero(labels < 10), 6)]) for _ in range(60)]
    as_typed = [typed("".join(map(str, rng.integers(0, 10, 6))), "pin") for _ in range(20)]
    told = [[guesses[0].script for guesses in reader.read(crops) if guesses] for crops in (by_hand, as_typed)]
    assert set(told[0]) == {"hand"}
    assert told[1].count("typed") >= 18
    assert trust.threshold("pin", "hand") > trust.threshold("pin", "typed")


def test_no_value_is_trusted_that_is_wrong_more_than_once_in_twenty():
    """However seldom trusted values are wrong on the whole, every single one of them is likely right."""
    tables = [*digits.TRUST.values(), *words.TRUST.values()]
    assert min(least for table in tables for least in table.values()) >= 0.95


def test_a_number_under_a_caption_is_read(reader):
    """In a tall box with printed words above, only the rows of the writing count (Form 15227)."""
    shape, ink = (142, 698), {"fill": 60, "font": ImageFont.load_default(34)}
    printed, alone = (Image.fromarray(np.full(shape, 250, np.uint8)) for _ in range(2))
    ImageDraw.Draw(printed).text((34, 6), "ZIP code", fill=0, font=ImageFont.load_default(30))
    for page in (printed, alone):
        ImageDraw.Draw(page).text((34, 58), "31280", **ink)
    crop = Crop(np.asarray(printed), 24, "zip", lambda: np.asarray(alone))
    (guesses,) = reader.read([crop])
    assert guesses[0].text == "31280" and is_trusted(guesses, "zip")


def drawn_numbers(digits_written, kind, count):
    """That many numbers at random, each as it is written and its crop."""
    rng = np.random.default_rng(3)
    for _ in range(count):
        text = "".join(rng.choice(list("0123456789"), digits_written))
        yield text, sketched(rng, text, kind)


@pytest.mark.parametrize(
    ("digits_written", "kind", "places"), [(7, "pin", (5, 79)), (8, "pin", (1,)), (10, "tin", (2,))]
)
def test_a_digit_too_many_is_never_dropped(reader, digits_written, kind, places):
    """A number longer than its field holds is never likely to be one that fits. One of these was, at .9998: a 1 that
    touches the 3 before it, which one of the two string networks sees and the sign networks are not shown."""
    drawn = list(drawn_numbers(digits_written, kind, max(places) + 1))
    for text, crop in [drawn[place] for place in places]:
        (guesses,) = reader.read([crop])
        assert all(guess.probability <= 0.5 for guess in guesses if len(guess.text) < len(text))
        assert not is_trusted(guesses, kind)


def test_letters_are_refused(reader, handprint):
    """Words in a digit field are never trusted as a number."""
    pictures, labels = handprint
    letters = np.flatnonzero(np.isin(labels, [10, 14, 15, 20, 22, 27, 32, 33]))  # A E F K M R W X
    rng = np.random.default_rng(6)
    for _ in range(40):
        (guesses,) = reader.read([written(pictures[rng.choice(letters, 6)])])
        assert not is_trusted(guesses, "pin")


def test_an_empty_box_says_nothing(reader):
    """An empty zone gives no guess worth trust."""
    (guesses,) = reader.read([Crop(paper(), MARGIN, "pin")])
    assert not guesses or guesses[0].probability < 0.5


def test_a_crossed_out_number_is_not_trusted(reader):
    """A number struck out with thick lines is not taken as read."""
    crop = typed("123456", "pin")
    image = crop.image.copy()
    for y in (34, 41, 48):
        cv2.line(image, (MARGIN + 8, y), (MARGIN + 180, y + 3), 10, 5)
    (guesses,) = reader.read([Crop(image, MARGIN, "pin")])
    assert not is_trusted(guesses, "pin")


def test_probabilities_are_ordered_and_sum_to_at_most_one(reader):
    """Guesses come best first and their probabilities never exceed 1 together."""
    (guesses,) = reader.read([typed("417386", "pin")])
    shares = [guess.probability for guess in guesses]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1 + 1e-9


def test_a_number_with_a_digit_missing_is_never_trusted(reader):
    """Eight digits in a TIN field are a doubtful reading, however clear they are."""
    (guesses,) = reader.read([typed("40000123", "tin")])
    assert not is_trusted(guesses, "tin")


def test_strings_that_say_the_same_day_count_together():
    """Whether a stroke between the numbers is a slash or a dash is no doubt of the day; what is no day is unlikely."""
    shares = {"3/2/26": np.array([0.4, 0.3]), "3-2-26": np.array([0.3, 0.4]), "3/32/26": np.array([0.2, 0.2])}
    held = digits.held(shares, "date")
    assert held.texts == ["2026-03-02", "3/32/26"]
    assert np.allclose(np.exp(held.logs[0]), [0.7, 0.7, 1.0])
    assert held.logs[1, -1] < held.logs[0, -1]


def test_disagreement_of_the_networks_is_doubt():
    """Two networks sure of different strings leave neither probable."""
    shares = {"1": np.array([0.999, 1e-4]), "7": np.array([1e-4, 0.999])}
    pooled = opinions.pool(voices.held(shares, 2), np.array([0.5, 0.5]))
    assert max(pooled.values()) < 0.6


def test_looks_of_one_network_are_averaged():
    """A voice that looks twice does not speak twice as loud."""
    once, twice = np.array([[0.9, 0.6]]), np.array([[0.9, 0.6, 0.9, 0.6]])
    assert np.allclose(voices.voices(once, 2), voices.voices(twice, 2))


@pytest.mark.parametrize(
    ("text", "plain"),
    [("1234", "1234"), ("1234.00", "1234"), ("12.50", "13"), ("(5)", "-5"), ("-17", "-17"), ("0", "0"), ("-", "")],
)
def test_amounts_become_whole_dollars(text, plain):
    """Amounts keep their sign and lose their cents by the rounding rule of the form."""
    assert digits.plain(text, "amount") == plain
