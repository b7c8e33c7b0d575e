"""The content of the barcodes on batch sheets: a cover sheet's holds its batch and received date."""

import re
from dataclasses import dataclass
from datetime import date

COVER, SEPARATOR = "cover", "separator"
SEPARATES = "IPPIN-S"
_COVERS = re.compile(r"IPPIN-C-([1-9]\d{0,8})-(\d{4})(\d\d)(\d\d)", re.ASCII)


@dataclass(frozen=True)
class Sheet:
    """A batch sheet: ``kind`` is cover or separator; a cover has the id of its batch and the received date."""

    kind: str
    batch_id: int | None = None
    received: date | None = None


def cover(batch_id: int, received: date) -> str:
    """Return the text of a cover sheet's barcode."""
    return f"IPPIN-C-{batch_id}-{received:%Y%m%d}"


def parse(text: str) -> Sheet | None:
    """Return the batch sheet that a barcode's text describes; ``None`` for any other barcode."""
    if text == SEPARATES:
        return Sheet(SEPARATOR)
    found = _COVERS.fullmatch(text)
    if not found:
        return None
    number, *day = map(int, found.groups())
    try:
        return Sheet(COVER, number, date(*day))
    except ValueError:
        return None
