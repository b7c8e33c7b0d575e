"""The Intelligent Mail barcode of a letter: 65 bars above the address (USPS-B-3200; domain.md 7).

It is printed if the office has set its mailer id. The tracking code is barcode id 00, the service, the mailer id, and a
serial number; the routing code is the ZIP code of the address. A foreign address has no barcode. ReportLab encodes it;
a test compares it with the vectors that the specification publishes.
"""

import re

from reportlab.graphics.barcode import usps4s

from desk.notices.letter import Address
from desk.program.settings import ProgramSettings

BARS = 65
PITCH, THICK = 72 / 22, 0.02 * 72
"""Points from bar to bar (20 to 24 bars an inch) and the thickness of a bar (0.015 to 0.025 in)."""
_TRACKER = 0.048 / 0.135
"""The height of the middle part, which every bar has (0.039 to 0.057 in), as a share of a full bar (0.125 to 0.165 in).
"""
_REACH = {"T": (False, False), "A": (True, False), "D": (False, True), "F": (True, True)}
_BARCODE_ID, _TRACKING, _SERVICE = "00", 20, 3


def bars(settings: ProgramSettings, address: Address, serial: int) -> str:
    """Return the bars of a letter from left to right: F full, A ascender, D descender, T tracker; "" without a barcode.

    ``serial`` differs from that of every other letter of the last 45 days; its last digits are used.
    """
    if not settings.mailer_id or address.country.strip():
        return ""
    head = f"{_BARCODE_ID}{settings.mail_service}{settings.mailer_id}"
    room = _TRACKING - len(head)
    return encode(f"{head}{serial % 10**room:0{room}d}", re.sub(r"\D", "", address.zip))


def encode(tracking: str, routing: str) -> str:
    """The 65 bars of a tracking code of 20 digits and a routing code of 0, 5, 9 or 11."""
    return usps4s.USPS_4State(tracking, routing).barcodes


def extents(bar: str) -> tuple[float, float]:
    """Where a bar begins and ends, as shares of the height of a full bar from the top."""
    up, down = _REACH[bar]
    return 0.0 if up else (1 - _TRACKER) / 2, 1.0 if down else (1 + _TRACKER) / 2


def named(up: bool, down: bool) -> str:
    """Return the letter of a bar, by whether it reaches above and below the middle part."""
    return next(letter for letter, reach in _REACH.items() if reach == (up, down))
