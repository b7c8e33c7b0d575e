"""Recognizes PDF pages that contain one image and nothing else, as scanners write them.

Such a page shows its image unchanged; any other page is rendered and compared with its image. Only the entries listed
here are plain. An unlisted entry makes a page one to compare, and so does a file that breaks the rules of the format,
because viewers may show it differently.
"""

import io
import re
from collections.abc import Callable

import pypdf
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

_DRAWN = re.compile(rb"\s*(?:q\s+)?(?:[-+.\d]+\s+){6}cm\s+/([A-Za-z0-9._-]+)\s+Do(?:\s+Q)?\s*")
_PAGE = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox", "/Contents",
    "/Rotate", "/Metadata", "/Thumb", "/PieceInfo", "/LastModified",
}  # fmt: skip
_RESOURCES = {"/XObject", "/ProcSet", "/Font"}
_PICTURE = {
    "/Type", "/Subtype", "/Name", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms",
    "/Length", "/Interpolate",
}  # fmt: skip
_COLORS = {"/DeviceGray", "/DeviceRGB"}
_FILTERS = {"/DCTDecode", "/CCITTFaxDecode", "/FlateDecode"}


def finder(data: bytes, count: int) -> Callable[[int], bool]:
    """Return a function that tells whether a page (from 0, of `count`) is plain; in a doubtful file no page is."""
    try:
        file = pypdf.PdfReader(io.BytesIO(data), strict=True)
        if not file.is_encrypted and len(file.pages) == count:
            return lambda index: _is_plain(file, index)
    except Exception:  # noqa: BLE001  pypdf throws what a broken object makes it stumble over
        pass
    return lambda index: False


def _is_plain(file: pypdf.PdfReader, index: int) -> bool:
    try:
        page = file.pages[index]
        contents, resources = page["/Contents"].get_object(), page["/Resources"].get_object()
        if not isinstance(contents, StreamObject) or not isinstance(resources, DictionaryObject):
            return False
        if not set(page) <= _PAGE or not set(resources) <= _RESOURCES:
            return False
        drawn, pictures = _DRAWN.fullmatch(contents.get_data()), resources["/XObject"].get_object()
        if drawn is None or not isinstance(pictures, DictionaryObject):
            return False
        picture = pictures["/" + drawn[1].decode()].get_object()
        return isinstance(picture, DictionaryObject) and _is_bare(picture)
    except Exception:  # noqa: BLE001  as above
        return False


def _is_bare(picture: DictionaryObject) -> bool:
    """Whether an image has no mask, stencil, or other entry that changes how it looks."""
    filters = picture["/Filter"]
    filters = set(filters if isinstance(filters, ArrayObject) else [filters])
    return (
        set(picture) <= _PICTURE
        and picture["/Subtype"] == "/Image"
        and picture["/ColorSpace"] in _COLORS
        and filters <= _FILTERS
    )
