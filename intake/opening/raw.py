"""What comes out of a file before anything is known about it: gray pages, and exact text if it has any."""

from dataclasses import dataclass, field

import numpy as np

TOLD = {
    "timeout": "The file takes too long to open and was given up. Scan the paper again, or print the file and scan it.",
    "too_large": "The file needs more memory than one file may have. "
    "Scan the paper again at 300 dpi, fewer pages a file.",
    "damaged": "The file is damaged and cannot be opened. Ask for it again, or scan the paper again.",
}
"""What is said of a file that goes beyond its limits or that no decoder can make out, by the code of the error."""


@dataclass(frozen=True)
class Limits:
    """How much one file may cost. Sizes in bytes and pixels, times in seconds; memory is beyond the caller's own.

    `cpu_seconds` is processor time for the file, to which each page that came out adds `page_cpu_seconds`;
    `page_seconds` is how long one page may take by the clock.
    """

    file_bytes: int
    pages: int
    page_pixels: int
    memory_bytes: int
    cpu_seconds: int
    page_cpu_seconds: int = 3
    page_seconds: float = 20.0


@dataclass(frozen=True)
class Char:
    """A character that a born-digital page draws, be it covered or not.

    `box` is x0, y0, x1, y1 in points from the top left of the page's picture, `dpi` of whose pixels are 72 points.
    """

    text: str
    box: tuple[float, float, float, float]


@dataclass(frozen=True, eq=False)
class RawPage:
    """One page as it lies in the file.

    `image` is uint8 grey (0 black), square pixels, `dpi` of them to the inch (estimated from a letter page where
    the file does not say, or says something impossible). `text` is None on a scan, even under an invisible OCR
    layer. `widgets` maps the full and the short name of every AcroForm field on the page to its value
    (a check box: its on-state, or "" when it is off), whether or not the picture shows it. `unshown` are places, in
    points from the picture's top left, where the file holds text and leaves it to each reader of PDF whether and how
    to show it. `count` is how many pages the file says that it has. `damaged`: what was written on the page cannot be
    decoded, or not all of it.
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
