"""Places on a page, in the one form that the reader, the records, and the screens share."""

from collections.abc import Iterable

Box = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions of the upright page, origin top left."""
EVERYWHERE: Box = (0.0, 0.0, 1.0, 1.0)
"""The box of a field if only its page is known."""


def from_edges(edges: Iterable[float]) -> Box:
    """Return the box of four edges x0, y0, x1, y1; raises ValueError if there are not four."""
    x0, y0, x1, y1 = edges
    return x0, y0, x1, y1
