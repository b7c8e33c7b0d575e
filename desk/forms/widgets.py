"""The fillable places of an AcroForm PDF as plain values."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PageObject, PdfReader
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, PdfObject

from desk import errors
from desk.forms import boxes
from desk.forms.definition import Box

_COMB = 1 << 24


@dataclass(frozen=True)
class Widget:
    """One widget: its full dotted name, page (from 1), box in points from the top left, and the values it takes."""

    name: str
    page: int
    box: Box
    kind: str
    max_length: int | None = None
    comb: bool = False
    framed: bool = False
    on_state: str | None = None
    tooltip: str = ""


def widgets(pdf: bytes) -> list[Widget]:
    """All widgets in page order; raises errors.Unreadable if it is not a PDF, errors.FormHasNoFields if it has none."""
    try:
        reader = PdfReader(io.BytesIO(pdf))
        found = [widget for number, page in enumerate(reader.pages, 1) for widget in _on(page, number)]
    except (PyPdfError, ValueError, KeyError, TypeError) as problem:
        raise errors.Unreadable(
            "damaged", "this is not a PDF that can be opened; save the blank form again"
        ) from problem
    if not found:
        raise errors.FormHasNoFields(
            "this PDF has no fillable fields; download the fillable edition of the blank form, "
            "or print the form and let a person key its fields"
        )
    return found


def full_name(annotation: DictionaryObject) -> str:
    """The widget's name with those of its parents, joined by dots, as PDF defines it."""
    return ".".join(str(node["/T"]) for node in reversed(list(_chain(annotation))) if "/T" in node)


def _on(page: PageObject, number: int) -> Iterator[Widget]:
    left, _bottom, _right, top = (float(edge) for edge in page.mediabox)
    for annotation in (item.get_object() for item in page.get("/Annots") or ()):
        if annotation.get("/Subtype") != "/Widget":
            continue
        x0, y0, x1, y1 = (float(edge) for edge in annotation["/Rect"])
        edges = (min(x0, x1) - left, top - max(y0, y1), max(x0, x1) - left, top - min(y0, y1))
        limit = _inherited(annotation, "/MaxLen")
        yield Widget(
            name=full_name(annotation),
            page=number,
            box=boxes.from_edges(round(edge, 2) for edge in edges),
            kind=str(_inherited(annotation, "/FT") or ""),
            max_length=limit if isinstance(limit, int) else None,
            comb=_is_comb(annotation),
            framed=_is_comb(annotation) and "/BC" in annotation.get("/MK", {}),
            on_state=_on_state(annotation),
            tooltip=str(_inherited(annotation, "/TU") or ""),
        )


def _chain(annotation: DictionaryObject) -> Iterator[DictionaryObject]:
    """The widget and its parents; raises TypeError if a parent is not a dictionary."""
    yield annotation
    while "/Parent" in annotation:
        parent = annotation["/Parent"].get_object()
        if not isinstance(parent, DictionaryObject):
            raise TypeError("the parent of a field is no dictionary")
        annotation = parent
        yield annotation


def _inherited(annotation: DictionaryObject, key: str) -> PdfObject | None:
    return next((node[key] for node in _chain(annotation) if key in node), None)


def _is_comb(annotation: DictionaryObject) -> bool:
    flags = _inherited(annotation, "/Ff")
    return isinstance(flags, int) and bool(flags & _COMB)


def _on_state(annotation: DictionaryObject) -> str | None:
    """The name of the checked state of a check box or radio button, without its slash."""
    states = annotation.get("/AP", {}).get("/N", {})
    if _inherited(annotation, "/FT") != "/Btn" or not isinstance(states, DictionaryObject):
        return None
    return next((str(state)[1:] for state in states if state != "/Off"), None)
