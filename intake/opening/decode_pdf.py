"""Decodes PDF pages: the embedded scan if the page is one, exact text and AcroForm values if it was never paper."""

import contextlib
import functools
import logging
import math
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as c

from desk import errors
from intake.opening import pdf_form, pdf_text, plain_scans, resolution
from intake.opening.raw import Limits

_DPI = 300
_SCAN_SHARE = 0.7  # share of the page: a larger image makes the page a scan, whatever text lies on or under it
_GLANCE = 275  # pixels of the longer side when a page is compared with its image
_ALIKE = 40  # gray levels by which the two may differ over a fifth of an inch
_NEARLY, _EXACTLY = 0.05, 0.002  # share of the page's longer side by which an image may miss its edges
_LARGE = 0.1  # share of the page: an image this large is part of the page's content


Decoded = tuple[dict[str, Any], np.ndarray]


def pages(data: bytes, limits: Limits) -> tuple[int, Iterator[Callable[[], Decoded]]]:
    """Return the page count of a PDF, and for each page a function that gives (head, gray image).

    Raises errors.Unreadable.
    """
    document = _open(data)
    if len(document) > limits.pages:
        raise errors.Unreadable("too_many_pages", f"The file has more than {limits.pages} pages. Split it.")
    if not len(document):
        raise errors.Unreadable("empty", "The PDF has no pages. Ask for it again.")
    count = len(document)
    kinds, pixels = _survey(document)
    resolution.demand_room(pixels, count, len(data), limits)
    if c.FPDF_ANNOT_WIDGET in kinds and not document.formenv:
        data, document = _with_form(data)
    entries = pdf_form.entries(data, count) if kinds else [pdf_form.Entries()] * count
    is_plain = plain_scans.finder(data, count)
    return count, (functools.partial(_page, document, *one, is_plain, limits) for one in enumerate(entries))


def _page(
    document: pdfium.PdfDocument,
    index: int,
    entries: pdf_form.Entries,
    is_plain: Callable[[int], bool],
    limits: Limits,
) -> Decoded:
    page = document[index]
    text = None if _image_share(page) > _SCAN_SHARE else pdf_text.characters(page)
    taken = _embedded(page, lambda: is_plain(index), limits)
    damaged = taken is None and _has_lost_image(page, limits)
    image, dpi = taken or _rendered(page, limits)
    unshown = [pdf_text.place(page, rect) for rect in entries.unshown]
    head = {"dpi": dpi, "text": text, "widgets": entries.values, "unshown": unshown, "damaged": damaged}
    return head, image


def _survey(document: pdfium.PdfDocument) -> tuple[set[int], int]:
    """The kinds of annotations on the pages of the file, and the pixels of all images on them."""
    kinds, pixels = set(), 0
    for index in range(len(document)):
        with contextlib.suppress(pdfium.PdfiumError):  # a damaged page has none
            page = document[index]
            pixels += sum(math.prod(image.get_px_size()) for image in _images(page))
            for at in range(c.FPDFPage_GetAnnotCount(page)):
                annotation = c.FPDFPage_GetAnnot(page, at)
                kinds.add(c.FPDFAnnot_GetSubtype(annotation))
                c.FPDFPage_CloseAnnot(annotation)
    return kinds, pixels


def _with_form(data: bytes) -> tuple[bytes, pdfium.PdfDocument]:
    """Open the file with its lost form restored (see `pdf_form`)."""
    try:
        data = pdf_form.restored(data)
    except Exception as bad:  # a broken object can make pypdf raise anything
        message = "The form in the PDF is damaged. Print it to a new PDF, or print it and scan it."
        raise errors.Unreadable("damaged", message) from bad
    return data, _open(data)


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as bad:
        if c.FPDF_GetLastError() == c.FPDF_ERR_PASSWORD:
            message = "The PDF is locked with a password. Ask for it without one, or print it and scan it."
            raise errors.Unreadable("encrypted", message) from bad
        raise errors.Unreadable("damaged", "The PDF is damaged. Ask for it again, or scan the paper again.") from bad
    if document.get_formtype() == c.FORMTYPE_XFA_FULL:
        message = "The PDF is an XFA form, which only Adobe's reader can show. Print it to a new PDF or scan it."
        raise errors.Unreadable("not_supported", message)
    logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # hides its warning of XFA; AcroForm has the same fields
    document.init_forms()
    return document


def _images(page: pdfium.PdfPage) -> list[pdfium.PdfImage]:
    found = page.get_objects(filter=[c.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    return [image for image in found if isinstance(image, pdfium.PdfImage)]


def _image_share(page: pdfium.PdfPage) -> float:
    """The share of the page that images cover: 1 for a scan, even for one in strips."""
    width, height = page.get_size()
    bounds = (image.get_bounds() for image in _images(page))
    areas = ((right - left) * (top - bottom) for left, bottom, right, top in bounds)
    return sum(areas) / max(1.0, width * height)


def _has_lost_image(page: pdfium.PdfPage, limits: Limits) -> bool:
    """Whether a large image of the page cannot be decoded; rendering would show blank paper in its place."""
    width, height = page.get_size()
    for image in _images(page):
        left, bottom, right, top = image.get_bounds()
        if (right - left) * (top - bottom) > _LARGE * width * height:
            resolution.check(*image.get_px_size(), limits)
            try:
                image.get_bitmap()
            except pdfium.PdfiumError:
                return True
    return False


def _rendered(page: pdfium.PdfPage, limits: Limits) -> tuple[np.ndarray, float]:
    """Render the page as a PDF viewer shows it: uint8 gray, and its dpi."""
    width, height = page.get_size()
    dpi = resolution.estimate(round(width * 10), round(height * 10), 720.0)
    scale = _DPI * 10 / dpi  # a page of impossible size is rendered as a letter page
    resolution.check(round(width * scale), round(height * scale), limits)
    bitmap = page.render(
        scale=scale,  # pyright: ignore[reportArgumentType]  untyped there, and taken for int by its default
        grayscale=True,
        rev_byteorder=False,
    )
    return bitmap.to_numpy().reshape(bitmap.height, bitmap.width).copy(), float(_DPI)


def _embedded(page: pdfium.PdfPage, is_plain: Callable[[], bool], limits: Limits) -> tuple[np.ndarray, float] | None:
    """The page's only image, if it fills the page upright and nothing is drawn over it; otherwise None.

    A plain page (see `plain_scans`) shows its image unchanged if both have the same edges; any other page is rendered
    and compared with its image.
    """
    kinds = [c.FPDFPageObj_GetType(thing) for thing in page.get_objects(max_depth=4)]
    images = _images(page)
    drawn = sum(kind in (c.FPDF_PAGEOBJ_PATH, c.FPDF_PAGEOBJ_SHADING) for kind in kinds)
    if len(images) != 1 or drawn or c.FPDFPage_GetAnnotCount(page) or _text_is_visible(page):
        return None
    if images[0].container is not None or not _fills(page, images[0], _NEARLY):
        return None
    resolution.check(*images[0].get_px_size(), limits)
    metadata = images[0].get_metadata()
    try:
        bitmap = images[0].get_bitmap()
    except pdfium.PdfiumError:
        return None
    gray = _gray(bitmap)
    if gray is None:
        return None
    image, dpi = resolution.square(gray, metadata.horizontal_dpi, metadata.vertical_dpi)
    upright = np.ascontiguousarray(np.rot90(image, -(page.get_rotation() // 90)))
    shown = (_fills(page, images[0], _EXACTLY) and is_plain()) or _looks_like(page, upright)
    return (upright, dpi) if shown else None


def _looks_like(page: pdfium.PdfPage, image: np.ndarray) -> bool:
    """Whether the page shows its image unchanged; a mask, a stencil or a clip can change it."""
    bitmap = page.render(scale=_GLANCE / max(page.get_size()), grayscale=True)
    shown = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
    bare = cv2.resize(image, (bitmap.width, bitmap.height), interpolation=cv2.INTER_AREA)
    return cv2.blur(cv2.absdiff(shown, bare), (5, 5)).max() < _ALIKE


def _fills(page: pdfium.PdfPage, image: pdfium.PdfImage, share: float) -> bool:
    """Whether the image, neither rotated nor mirrored, covers the visible page up to a share of its longer side."""
    matrix = image.get_matrix()
    if matrix.a <= 0 or matrix.d <= 0 or max(abs(matrix.b), abs(matrix.c)) > 0.01:
        return False
    left, bottom, right, top = page.get_bbox()
    box = image.get_bounds()
    near = share * max(right - left, top - bottom)
    return all(abs(a - b) < near for a, b in zip(box, (left, bottom, right, top), strict=True))


def _gray(bitmap: pdfium.PdfBitmap) -> np.ndarray | None:
    pixels = bitmap.to_numpy()
    if bitmap.format == c.FPDFBitmap_Gray:
        return pixels.reshape(bitmap.height, bitmap.width).copy()
    if bitmap.format in (c.FPDFBitmap_BGR, c.FPDFBitmap_BGRx):
        return cv2.cvtColor(np.ascontiguousarray(pixels[..., :3]), cv2.COLOR_BGR2GRAY)
    return None


def _text_is_visible(page: pdfium.PdfPage) -> bool:
    texts = page.get_objects(filter=[c.FPDF_PAGEOBJ_TEXT], max_depth=4)
    return any(map(pdf_text.is_drawn, texts))
