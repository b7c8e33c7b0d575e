"""Splits the writing material into parts, so that training never sees what calibrates or tests the readers."""

from dataclasses import dataclass


@dataclass(frozen=True, eq=False)
class Part:
    """A share of the hand-printed characters by index, and fonts of @fontsource."""

    share: tuple[float, float]
    hand_fonts: tuple[str, ...] = ()
    typefaces: tuple[str, ...] = ()


PARTS = {
    "train": Part((0.0, 0.8)),  # and every font that the other parts do not name
    "calibrate": Part(
        (0.8, 0.9),
        ("indie-flower", "gaegu", "pangolin"),
        ("lato", "roboto-mono", "bitter", "quattrocento", "literata"),
    ),
    "test": Part(
        (0.9, 1.0),
        ("gochi-hand", "shadows-into-light", "mansalva", "coming-soon", "crafty-girls", "dekko", "walter-turncoat"),
        (
            "courier-prime", "gelasio", "noto-serif", "jetbrains-mono", "ubuntu-mono", "crimson-text", "work-sans",
            "cutive-mono",
        ),
    ),
    "typefaces": Part(  # more of them to calibrate with
        (0.8, 0.9),
        typefaces=(
            "alegreya-sans", "cairo", "cascadia-code", "commit-mono", "figtree", "geist-mono", "hind", "jost",
            "lekton", "nunito-sans", "overpass", "oxygen", "plus-jakarta-sans", "prompt", "pt-serif-caption",
            "red-hat-text", "rufina", "share-tech", "sora", "ubuntu-condensed", "victor-mono", "yrsa",
        ),
    ),
}  # fmt: skip


def of_font(name: str) -> str:
    """The part that a font belongs to."""
    named = (part for part, one in PARTS.items() if name in one.hand_fonts or name in one.typefaces)
    return next(named, "train")
