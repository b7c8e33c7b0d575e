"""Where each part is on the letter sheet, in points from the top left corner.

The sheet is folded in exact thirds (C-fold) and slides inside a #10 window envelope. What shows through the window
depends on where the sheet is, so two areas matter: what can show at all, and what always shows.
Sizes: domain.md section 7; its envelope and window are the usual ones, marked unconfirmed there.
"""

from dataclasses import dataclass

INCH = 72.0
WIDTH, HEIGHT = 8.5 * INCH, 11 * INCH
PANEL = HEIGHT / 3

ENVELOPE_WIDTH, ENVELOPE_HEIGHT = 9.5 * INCH, 4.125 * INCH
WINDOW_LEFT, WINDOW_BOTTOM = 0.875 * INCH, 0.5 * INCH
WINDOW_WIDTH, WINDOW_HEIGHT = 4.5 * INCH, 1.125 * INCH
TRAVEL_ACROSS = ENVELOPE_WIDTH - WIDTH
TRAVEL_UP = ENVELOPE_HEIGHT - PANEL
FOLD_ERROR = INCH / 16

SIDE_CLEARANCE = 0.125 * INCH
LINE_CLEARANCE = 0.028 * INCH
READ_BOTTOM = 0.625 * INCH
"""The post office's readers look for an address no lower than this above the bottom edge of the envelope."""


@dataclass(frozen=True)
class Box:
    """A rectangle in points, origin at the top left of the sheet, y growing downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """From side to side, in points."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom, in points."""
        return self.bottom - self.top

    def holds(self, other: "Box", slack: float = 0.01) -> bool:
        """Whether the other box is completely inside this one, within the slack."""
        return (
            other.x0 >= self.x0 - slack
            and other.x1 <= self.x1 + slack
            and other.top >= self.top - slack
            and other.bottom <= self.bottom + slack
        )

    def touches(self, other: "Box") -> bool:
        """Whether the two boxes share any area."""
        return self.x0 < other.x1 and other.x0 < self.x1 and self.top < other.bottom and other.top < self.bottom

    def grown(self, by: float) -> "Box":
        """The same box, larger by this many points on every side."""
        return Box(self.x0 - by, self.top - by, self.x1 + by, self.bottom + by)


def shown(across: float, up: float) -> Box:
    """The part of the sheet that shows at this distance from the left and bottom edges of the envelope (points)."""
    left, bottom = WINDOW_LEFT - across, PANEL - (WINDOW_BOTTOM - up)
    return Box(left, bottom - WINDOW_HEIGHT, left + WINDOW_WIDTH, bottom)


_AT_REST, _AT_FULL = shown(0, 0), shown(TRAVEL_ACROSS, TRAVEL_UP)

EVER_SHOWN = Box(_AT_FULL.x0, _AT_REST.top, _AT_REST.x1, _AT_FULL.bottom).grown(FOLD_ERROR)
"""What can show at some position, with an imperfect fold: only the address may be here."""

ALWAYS_SHOWN = Box(_AT_REST.x0, _AT_FULL.top, _AT_FULL.x1, _AT_REST.bottom)
"""What shows at every position: the address and the mail barcode must be here."""

BARCODE_PLACE = Box(
    ALWAYS_SHOWN.x0 + SIDE_CLEARANCE,
    ALWAYS_SHOWN.top + LINE_CLEARANCE,
    ALWAYS_SHOWN.x1 - SIDE_CLEARANCE,
    ALWAYS_SHOWN.top + LINE_CLEARANCE + 0.135 * INCH,
)
"""The place of the Intelligent Mail barcode (at most 3.2 in wide, 0.125 to 0.165 in high), if the office has one."""

ADDRESS_PLACE = Box(
    BARCODE_PLACE.x0,
    BARCODE_PLACE.bottom + 0.035 * INCH,
    BARCODE_PLACE.x1,
    ALWAYS_SHOWN.bottom - LINE_CLEARANCE,
)
"""The area in which an address may be: visible at every position of the sheet."""

READ_PLACE = Box(ADDRESS_PLACE.x0, ADDRESS_PLACE.top, ADDRESS_PLACE.x1, PANEL - READ_BOTTOM)
"""The part of it that the post office's readers see at every position; four lines of 8 point do not fit into it."""

MARGINS = Box(0.5 * INCH, 0.5 * INCH, WIDTH - 0.5 * INCH, HEIGHT - 0.5 * INCH)
"""Nothing is printed outside these."""

LEFT, RIGHT = ADDRESS_PLACE.x0, WIDTH - 0.75 * INCH
HEAD = Box(LEFT, 44, RIGHT, EVER_SHOWN.top - 4)
ASIDE = Box(404, 44, RIGHT, EVER_SHOWN.bottom)
HEADLINE = Box(LEFT, EVER_SHOWN.bottom + 14, RIGHT, EVER_SHOWN.bottom + 38)
PANEL_PLACE = Box(LEFT, HEADLINE.bottom + 10, RIGHT, HEADLINE.bottom + 78)
BODY = Box(LEFT, PANEL_PLACE.bottom + 14, RIGHT, 731)
FOOT = Box(LEFT, 738, RIGHT, 754)
