"""Recognizes batch sheets by their barcodes; other barcodes mean nothing here."""

import cv2
import numpy as np
import zxingcpp

from desk.mailroom import sheet_codes
from desk.mailroom.sheet_codes import Sheet

_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
_SCALES = (0.5, 0.33)  # of 300 dpi: the bars of a sheet are wide, and noise is smaller


def sheet(image: np.ndarray) -> Sheet | None:
    """The batch sheet that a page (uint8 grey, 300 dpi, any way up) is; None when it is none.

    Sheets that contradict each other on one page are no sheet: a person looks at the page.
    """
    for scale in _SCALES:
        seen = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = zxingcpp.read_barcodes(seen, formats=_CODE, try_downscale=False)
        sheets = {known for one in found if (known := sheet_codes.parse(one.text))}
        if sheets:
            return sheets.pop() if len(sheets) == 1 else None
    return None
