"""Recognizes batch sheets by their barcodes; other barcodes are ignored."""

import cv2
import numpy as np
import zxingcpp

from desk.mailroom import sheet_codes
from desk.mailroom.sheet_codes import Sheet

_CODE = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.Code128)
_SCALES = (0.5, 0.33)  # of 300 dpi: the bars of a sheet are wide, and shrinking removes noise


def sheet(image: np.ndarray) -> Sheet | None:
    """Return the batch sheet on a page (uint8 gray, 300 dpi, any rotation); None if it is not a batch sheet.

    If the barcodes on one page contradict each other, it is not a batch sheet, and a person looks at the page.
    """
    for scale in _SCALES:
        seen = cv2.resize(image, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        found = zxingcpp.read_barcodes(seen, formats=_CODE, try_downscale=False)
        sheets = {known for one in found if (known := sheet_codes.parse(one.text))}
        if sheets:
            return sheets.pop() if len(sheets) == 1 else None
    return None
