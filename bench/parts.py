"""Splits the writing material into parts, so that training never sees what calibrates or tests the readers."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Part:
    """A share of the hand-printed characters by index, @fontsource fonts, and people by the last digit of their index
    in the sorted list of those with known pen strokes. `digits`: the part's name in the second archive of digits."""

    share: tuple[float, float]
    hand_fonts: tuple[str, ...] = ()
    typefaces: tuple[str, ...] = ()
    people: tuple[int, ...] = ()
    digits: str = ""


PARTS = {
    # plus every font that no other part names
    "train": Part((0.0, 0.8), people=(0, 1, 2, 4, 5, 6, 8, 9), digits="train"),
    "calibrate": Part(
        (0.8, 0.9),
        ("indie-flower", "gaegu", "pangolin"),
        ("lato", "roboto-mono", "bitter", "quattrocento", "literata"),
        (3,),
        "calibrate",
    ),
    "test": Part(
        (0.9, 1.0),
        ("gochi-hand", "shadows-into-light", "mansalva", "coming-soon", "crafty-girls", "dekko", "walter-turncoat"),
        (
            "courier-prime", "gelasio", "noto-serif", "jetbrains-mono", "ubuntu-mono", "crimson-text", "work-sans",
            "cutive-mono",
        ),
        (7,),
        "test",
    ),
    "typefaces": Part(  # more typefaces for calibration
        (0.8, 0.9),
        typefaces=(
            "alegreya-sans", "cairo", "cascadia-code", "commit-mono", "figtree", "geist-mono", "hind", "jost",
            "lekton", "nunito-sans", "overpass", "oxygen", "plus-jakarta-sans", "prompt", "pt-serif-caption",
            "red-hat-text", "rufina", "share-tech", "sora", "ubuntu-condensed", "victor-mono", "yrsa",
        ),
    ),
}  # fmt: skip


def of_font(name: str) -> str:
    """Return the part that a font belongs to."""
    named = (part for part, one in PARTS.items() if name in one.hand_fonts or name in one.typefaces)
    return next(named, "train")
