"""Valid phone numbers, as IRS software checks them (domain 1.6)."""

import re

_NANP = re.compile(r"[2-9][0-8][0-9][2-9][0-9]{6}")


def valid(phone: str | None) -> bool:
    """Return whether the text is ten plain digits that form a possible North American number, area code first."""
    return phone is not None and _NANP.fullmatch(phone) is not None
