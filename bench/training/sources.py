"""Makes the generators of training, calibration, and test material: strings of digits, and lines of words."""

import pathlib

from bench import places, strokes
from bench.parts import PARTS
from bench.training import backgrounds, fonts, glyphs, lines, strings, writing
from bench.training.fonts import Alphabet
from bench.training.vocabulary import Vocabulary
from intake.engines.words import networks

_DIGITS = Alphabet("0123456789,.-()$/ABCDEFGHKMNPRTWX", tall="8", telling="0123456789")
_LETTERS = Alphabet("".join(networks.CLASSES[1:]).replace(" ", ""), tall="H", telling="AEKMRSag")


def maker(part: str, typed: float = strings.TYPED) -> strings.Maker:
    """Return a maker of strings from one part: train, calibrate or test; `typed` is the share of typed ones."""
    pens = writing.Pens(
        digits=glyphs.hand_digits(places.handprint(), places.mnist(), part),
        letters=glyphs.hand_letters(places.handprint(), part),
        hand=fonts.load(part, False, _DIGITS),
        typed=fonts.load(part, True, _DIGITS, ("300", "400", "700") if part == "train" else ("400", "700")),
        writers=strokes.writers(PARTS[part]),
    )
    return strings.Maker(pens, backgrounds.Blanks(places.blanks()), typed)


def line_maker(part: str, folder: pathlib.Path) -> lines.Maker:
    """Return a maker of lines of words from one part; `folder` holds the word lists."""
    pens = lines.Pens(
        glyphs.hand_signs(places.handprint(), part),
        fonts.load(part, False, _LETTERS),
        fonts.load(part, True, _LETTERS),
    )
    return lines.Maker(pens, Vocabulary(folder, lifelike=part != "train"), backgrounds.returns(places.blanks()))
