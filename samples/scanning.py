"""Turns filled pages into a scanned file: skewed, noisy, thresholded or compressed, and combined."""

import io

import cv2
import numpy as np
from PIL import Image

from desk import forms
from desk.forms import press
from desk.forms.definition import FormDefinition
from samples.writing import Sheet


def sheets(definition: FormDefinition, dpi: int = press.DPI) -> dict[int, Sheet]:
    """Return the printed pages of a form as sheets to write on, by page number."""
    found = {}
    for page in definition.pages:
        print_ = np.array(Image.open(io.BytesIO(forms.printed(definition, page.number))).convert("L"))
        if dpi != press.DPI:
            print_ = cv2.resize(print_, None, fx=dpi / press.DPI, fy=dpi / press.DPI, interpolation=cv2.INTER_CUBIC)
        found[page.number] = Sheet(print_, print_.shape[1] / page.width)
    return found


def scan(image: np.ndarray, rng: np.random.Generator, degrees: float = 0.8, noise: float = 6.0) -> np.ndarray:
    """Scan a page as an office scanner does: turned by up to `degrees`, slightly soft, noisy (gray levels)."""
    height, width = image.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-degrees, degrees), rng.uniform(0.995, 1.005))
    turn[:, 2] += rng.uniform(-6, 6, 2)
    seen = cv2.warpAffine(image, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=250)
    seen = cv2.GaussianBlur(seen, (0, 0), rng.uniform(0.4, 0.7))
    return np.clip(seen + rng.normal(0, noise, seen.shape), 0, 255).astype(np.uint8)


def upside_down(image: np.ndarray) -> np.ndarray:
    """Return the page upside down."""
    return cv2.rotate(image, cv2.ROTATE_180)


def sideways(image: np.ndarray) -> np.ndarray:
    """Return the page on its side."""
    return cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE)


def fax_tiff(pages: list[np.ndarray], dpi: int = press.DPI) -> bytes:
    """Return a multi-page black-and-white TIFF (G4)."""
    frames = [Image.fromarray(cv2.threshold(p, 150, 255, cv2.THRESH_BINARY)[1]).convert("1") for p in pages]
    return _save(frames, "TIFF", compression="group4", dpi=(dpi, dpi))


def jpeg_pdf(pages: list[np.ndarray], dpi: int = press.DPI, quality: int = 60) -> bytes:
    """Return a PDF of scanned pages."""
    return _save([Image.fromarray(p) for p in pages], "PDF", resolution=dpi, quality=quality)


def png(page: np.ndarray, dpi: int = press.DPI) -> bytes:
    """Return one page as PNG with 16 gray levels."""
    return _save([Image.fromarray((page // 16) * 17)], "PNG", dpi=(dpi, dpi), optimize=True)


def _save(frames: list[Image.Image], kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    more = {"save_all": True, "append_images": frames[1:]} if len(frames) > 1 else {}
    frames[0].save(file, kind, **more, **options)
    return file.getvalue()
