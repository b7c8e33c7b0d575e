"""What is wrong with a page at the door: blank, dark, pale, blurred. Codes for people to act on."""

import cv2
import numpy as np

_SMALL = 0.25  # 75 dpi
_DARK_PAPER = 110
_PALE_INK = 40
_BLURRED = 0.30
_MARK = 26  # grey levels darker than the paper around it
_SPECK = 5  # pixels at 75 dpi: dust, not a stroke
_WRITING = 70  # pixels at 75 dpi: four or five letters
_LINE = 0.3  # of the page: what is longer is a fold or the dirt of a roller


def faults(image: np.ndarray) -> list[str]:
    """The codes of what is wrong with an upright page (uint8 grey, 300 dpi): blank, or dark, pale and blurred."""
    small = cv2.resize(image, None, fx=_SMALL, fy=_SMALL, interpolation=cv2.INTER_AREA)
    darker = _against_paper(small)
    if _writing(darker) < _WRITING:
        return ["blank"]
    paper, ink = np.percentile(small[::2, ::2], (75, 0.3))
    checks = {
        "dark": paper < _DARK_PAPER,
        "pale": paper - ink < _PALE_INK,
        "blurred": _sharpness(small) < _BLURRED,
    }
    return [code for code, wrong in checks.items() if wrong]


def is_blank(image: np.ndarray) -> bool:
    """Whether nothing stands on the page (300 dpi); dust, punch holes, staples, folds and dark margins do not count."""
    return "blank" in faults(image)


def _against_paper(small: np.ndarray) -> np.ndarray:
    """How much darker each pixel is than the paper around it, whatever the light."""
    height, width = small.shape
    paper = cv2.resize(small, (width // 16, height // 16), interpolation=cv2.INTER_AREA)
    paper = cv2.resize(cv2.dilate(paper, np.ones((3, 3), np.uint8)), (width, height), interpolation=cv2.INTER_LINEAR)
    return cv2.subtract(paper, cv2.GaussianBlur(small, (3, 3), 0))


def _writing(darker: np.ndarray) -> int:
    """Pixels of ink inside the margins that are neither dust nor a line across the page."""
    height, width = darker.shape
    inner = darker[height // 16 : -height // 16, width // 14 : -width // 14]
    _, _, stats, _ = cv2.connectedComponentsWithStats((inner > _MARK).astype(np.uint8))
    wide, high, area = stats[1:, 2], stats[1:, 3], stats[1:, 4]
    line = (wide > _LINE * width) & (high < 0.02 * height) | (high > _LINE * height) & (wide < 0.02 * width)
    return int(area[(area > _SPECK) & ~line].sum())


def _sharpness(small: np.ndarray) -> float:
    """How steep the steepest edges are, as a share of the page's contrast: 1 is a step from one pixel to the next."""
    steps = np.maximum(cv2.absdiff(small[:, 1:], small[:, :-1])[:-1], cv2.absdiff(small[1:], small[:-1])[:, :-1])
    low, high = np.percentile(small[::2, ::2], (0.5, 75))
    return float(np.percentile(steps[::2, ::2], 99.5)) / max(20.0, high - low)
