"""The content of an opened file before it is identified: gray pages, and exact text if it has any."""

from dataclasses import dataclass, field

import numpy as np

TOLD = {
    "timeout": "The file takes too long to open and was given up. Scan the paper again, or print the file and scan it.",
    "too_large": "The file needs more memory than one file may have. "
    "Scan the paper again at 300 dpi, fewer pages a file.",
    "damaged": "The file is damaged and cannot be opened. Ask for it again, or scan the paper again.",
}
"""The messages for a file that exceeds its limits or cannot be decoded, by error code."""


@dataclass(frozen=True)
class Limits:
    """The limits for one file. Sizes in bytes and pixels, times in seconds; memory in addition to the process's own.

    `cpu_seconds` is processor time for the file; each finished page adds `page_cpu_seconds`. `page_seconds` is the most
    wall time for one page. `file_pixels` are for all pages together; each page and each byte of the file add some, so
    that a long stack fits, and a small file does not unfold into one (`resolution.demand_room`). `without_sandbox`:
    root opens the file even on a system that allows no walls.
    """

    file_bytes: int
    pages: int
    page_pixels: int
    memory_bytes: int
    cpu_seconds: int
    page_cpu_seconds: int = 1
    page_seconds: float = 20.0
    file_pixels: int = 300_000_000
    without_sandbox: bool = False


@dataclass(frozen=True)
class Char:
    """A character that a born-digital page draws, covered or not.

    `box` is x0, y0, x1, y1 in points (1/72 inch) from the top left of the page's image, at the image's `dpi`.
    """

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class RawPage:
    """One page as stored in the file.

    `image` is uint8 gray (0 black) with square pixels, `dpi` of them per inch (estimated from a letter page if the file
    states none or an impossible one). `text` is None on a scan, even with an invisible OCR layer. `widgets` maps the
    full and the short name of every AcroForm field on the page to its value (for a check box its on-state, or "" if
    off), whether the image shows it or not. `unshown` are places, in points from the image's top left, where the file
    holds text that PDF viewers may show or not. `count` is the page count that the file states. `damaged`: the content
    of the page cannot be decoded completely.
    """

    number: int
    image: np.ndarray
    dpi: float
    text: tuple[Char, ...] | None = None
    widgets: dict[str, str] = field(default_factory=dict)
    born_digital: bool = False
    count: int = 0
    damaged: bool = False
    unshown: tuple[tuple[float, float, float, float], ...] = ()
