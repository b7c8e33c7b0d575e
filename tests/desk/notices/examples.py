"""Letters to invented people, and ways to spoil a finished one."""

import io
from datetime import date

import pypdf
from reportlab.pdfgen import canvas

from desk.notices import (
    address_changed,
    cp01a,
    geometry,
    incomplete,
    missing,
    notice,
    rejection,
    replacement,
    resolved,
    typefaces,
    verification,
)
from desk.notices.letter import Address

PIN = "048291"
HOME = Address("Rosalind M. Quintero-Blake", "418 N. Alder St.", "Cedar Falls", "IA", "506130042", "Apt 7B")


def heading(language: str = "en", **other: object) -> dict:
    """What every example has in common."""
    return {
        "taxpayer_name": "Rosalind M. Quintero-Blake",
        "address": HOME,
        "notice_date": date(2026, 3, 2),
        "document_number": "IP-2026-00001234",
        "language": language,
    } | other


def a_cp01a(language: str = "en", **other: object) -> cp01a.CP01A:
    """A CP01A for 2026."""
    return cp01a.CP01A(**heading(language, calendar_year=2026, ip_pin=PIN) | other)


def a_replacement(language: str = "en", **other: object) -> replacement.Replacement:
    """A replacement with a new number."""
    return replacement.Replacement(**heading(language, calendar_year=2026, ip_pin=PIN, new_number=True) | other)


def a_request(language: str = "en", **other: object) -> missing.Missing:
    """A request for a telephone number and a signature."""
    told = {"received": date(2026, 2, 20), "reply_due": date(2026, 4, 1), "items": ("phone", "signature")}
    return missing.Missing(**heading(language) | told | other)


def a_rejection(language: str = "en", **other: object) -> rejection.Rejection:
    """A rejection for income."""
    told = {"received": date(2026, 2, 20), "reason": "R04", "income_limit": 84000}
    return rejection.Rejection(**heading(language) | told | other)


def a_verification(language: str = "en", **other: object) -> verification.Verification:
    """A request to confirm a return."""
    told = {"received": date(2026, 2, 20), "reply_due": date(2026, 4, 1), "tax_year": 2025}
    return verification.Verification(**heading(language) | told | other)


def an_address_changed(language: str = "en", **other: object) -> address_changed.AddressChanged:
    """The news that an address was changed."""
    return address_changed.AddressChanged(**heading(language, changed=date(2026, 3, 2)) | other)


def an_incomplete(language: str = "en", **other: object) -> incomplete.Incomplete:
    """A request for a signature."""
    told = {"received": date(2026, 2, 20), "reply_due": date(2026, 4, 1), "tax_year": 2025}
    return incomplete.Incomplete(**heading(language, items=("signature_missing",)) | told | other)


def one_of_each(language: str) -> dict[str, notice.Notice]:
    """Every letter that the office sends, by a name for it."""
    kinds: dict[str, notice.Notice] = {
        "cp01a": a_cp01a(language),
        "replacement_new": a_replacement(language),
        "replacement_same": a_replacement(language, new_number=False),
        "missing": a_request(language),
        "missing_all": a_request(language, items=missing.ITEMS),
        "verification": a_verification(language),
        "address_changed": an_address_changed(language),
        "resolved": resolved.Resolved(**heading(language)),
        "incomplete": an_incomplete(language, items=incomplete.ITEMS),
    }
    return kinds | {f"rejection_{reason}": a_rejection(language, reason=reason) for reason in rejection.REASONS}


def over_printed(
    pdf: bytes, text: str, x: float, y: float, size: float = 10.0, font: str = typefaces.REGULAR, gray: float = 0.0
) -> bytes:
    """The letter with a line of text printed over it, y from the top."""
    typefaces.register()
    sheet = io.BytesIO()
    page = canvas.Canvas(sheet, (geometry.WIDTH, geometry.HEIGHT), initialFontName=font)
    page.setFont(font, size)
    page.setFillGray(gray)
    page.drawString(x, geometry.HEIGHT - y, text)
    page.save()
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pages[0].merge_page(pypdf.PdfReader(sheet).pages[0])
    return _written(writer)


def slipped(pdf: bytes, right: float, down: float) -> bytes:
    """The letter with everything on it moved, as when the paper slips in the printer (points)."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    writer.pages[0].add_transformation(pypdf.Transformation().translate(right, -down))
    return _written(writer)


def followed_by(pdf: bytes, *others: bytes) -> bytes:
    """The pages of several letters in one file."""
    writer = pypdf.PdfWriter(clone_from=io.BytesIO(pdf))
    for other in others:
        writer.append(io.BytesIO(other))
    return _written(writer)


def _written(writer: pypdf.PdfWriter) -> bytes:
    sink = io.BytesIO()
    writer.write(sink)
    return sink.getvalue()
