"""Taxpayer numbers: their kind and validity by their digits alone (domain 8)."""

import re

_NINE = re.compile(r"[0-9]{9}")
_NEVER_VALID = frozenset({"078051120", "219099999"} | {f"98765432{last}" for last in range(10)})
_ITIN_GROUPS = frozenset([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])
_IRSN_GROUPS = frozenset([*range(1, 11), *range(17, 20), 28, 29, *range(37, 40)])
_ATIN_GROUP = 93


def kind(tin: str | None, allow_test: bool = False) -> str | None:
    """Return 'ssn', 'itin', 'atin' or 'irsn' for nine plain digits; None for anything else.

    `allow_test` accepts test numbers of group 00, which were never issued, such as 400001234, as SSNs.
    """
    if tin is None or not _NINE.fullmatch(tin) or tin in _NEVER_VALID:
        return None
    if tin[0] == "9":
        return _nine_hundreds(int(tin[3:5]))
    if tin[:3] in ("000", "666") or tin[5:] == "0000":
        return None
    if tin[3:5] == "00" and not allow_test:
        return None
    return "ssn"


def valid(tin: str | None, allow_test: bool = False) -> bool:
    """Return whether the number may identify a filer or an applicant on Form 15227: an SSN or ITIN (domain 1.2)."""
    return kind(tin, allow_test) in ("ssn", "itin")


def _nine_hundreds(group: int) -> str | None:
    if group in _ITIN_GROUPS:
        return "itin"
    if group == _ATIN_GROUP:
        return "atin"
    return "irsn" if group in _IRSN_GROUPS else None
