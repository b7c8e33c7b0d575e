"""Reads a PDF's form: the values of its fields, and the text that a PDF viewer may or may not show.

If pages are copied one by one into a new file, its catalog loses the form, but the fields remain on the pages and
viewers show them. The form is therefore restored before the pages are rendered.
"""

import codecs
import io
from dataclasses import dataclass, field
from typing import Any

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NullObject, PdfObject, StreamObject

_UNSEEN = 2 | 32  # the flags Hidden and NoView of an annotation
_DEPTH = 32  # parents that a field may have
_TEXTLESS = {"/Link", "/Popup", "/Widget"}
_UNKNOWN = "\N{REPLACEMENT CHARACTER}"

Rect = tuple[float, float, float, float]


@dataclass
class Entries:
    """The content of the annotations on one page.

    `values` are the fields' values by full name and by the name's last part; off and empty are "". `unshown` are the
    places (left, bottom, right, top in the page's own coordinates) of annotations that hold text but have no
    appearance: some PDF viewers make one up, others do not.
    """

    values: dict[str, str] = field(default_factory=dict)
    unshown: list[Rect] = field(default_factory=list)


def restored(data: bytes) -> bytes:
    """Return the file with a form that has every field of its pages; a broken file may raise anything from pypdf."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(data))
    widgets = [
        annotation
        for page in writer.pages
        for annotation in page.get("/Annots") or ()
        if annotation.get_object().get("/Subtype") == "/Widget"
    ]
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject({NameObject("/Fields"): ArrayObject(widgets)})
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def entries(data: bytes, count: int) -> list[Entries]:
    """Return the content of the annotations on each page.

    If pypdf counts other than `count` pages, the entries are empty; the page images still show the content.
    """
    try:
        found = [_on(page) for page in pypdf.PdfReader(io.BytesIO(data)).pages]
    except Exception:  # noqa: BLE001  pypdf throws what a broken object makes it stumble over
        found = []
    return found if len(found) == count else [Entries() for _ in range(count)]


def _on(page: pypdf.PageObject) -> Entries:
    found = Entries()
    for reference in page.get("/Annots") or ():
        annotation = reference.get_object()
        if int(annotation.get("/F", 0)) & _UNSEEN:
            continue
        text = _text(annotation.get("/Contents"))
        if annotation.get("/Subtype") == "/Widget":
            names, kind, value = _inherited(annotation)
            text = _state(annotation) if kind == "/Btn" else _text(value)
            if names:
                found.values[".".join(names)] = found.values[names[-1]] = text
            text = "" if kind == "/Btn" else text
        elif annotation.get("/Subtype") in _TEXTLESS:
            continue
        if text and "/N" not in (annotation.get("/AP") or {}):
            left, bottom, right, top = (float(side) for side in annotation["/Rect"])
            found.unshown.append((left, bottom, right, top))
    return found


def _state(button: DictionaryObject) -> str:
    state = str(button.get("/AS", "/Off")).removeprefix("/")
    return "" if state == "Off" else state


def _text(value: Any) -> str:
    """A value as text: a string, or a stream that holds one; characters that cannot be decoded are marked."""
    value = value.get_object() if isinstance(value, PdfObject) else value
    if isinstance(value, ArrayObject):  # a list in which several entries may be chosen
        return ", ".join(map(_text, value))
    if value is None or isinstance(value, NullObject):
        return ""
    if isinstance(value, StreamObject):
        value = value.get_data()
    if not isinstance(value, bytes):
        return str(value)
    if value.startswith((codecs.BOM_UTF16_BE, codecs.BOM_UTF16_LE)):
        return value.decode("utf-16", errors="replace")
    if value.startswith(codecs.BOM_UTF8):
        return value.decode("utf-8-sig", errors="replace")
    return "".join(chr(byte) if byte < 127 else _UNKNOWN for byte in value)


def _inherited(widget: DictionaryObject) -> tuple[list[str], str | None, Any]:
    """A widget's names from the root down, its field type and its value; parents may hold the last two."""
    names: list[str] = []
    kind, value, depth = None, None, 0
    node: DictionaryObject | None = widget
    while node is not None and depth < _DEPTH:
        names = [str(node["/T"]), *names] if "/T" in node else names
        kind = kind or node.get("/FT")
        value = node.get("/V") if value is None else value
        node, depth = _parent(node), depth + 1
    return names, kind, value


def _parent(widget: DictionaryObject) -> DictionaryObject | None:
    """The parent field of a widget; None at the root; raises TypeError for a broken file."""
    if "/Parent" not in widget:
        return None
    parent = widget["/Parent"].get_object()
    if not isinstance(parent, DictionaryObject):
        raise TypeError("the parent of a field is no dictionary")
    return parent
