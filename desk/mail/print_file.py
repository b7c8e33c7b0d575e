"""Makes the print file of a batch: a control sheet, then every letter, each checked after rendering.

The bytes contain PINs: they go to the sealed store and to the printer, nowhere else.
"""

import hashlib
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NoReturn

from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen import canvas
from sqlalchemy.orm import Session

from desk import errors
from desk.mail import rendering
from desk.models import MailBatch, Notice, Printing
from desk.models.states import PrintingState
from desk.notices import typefaces
from desk.program.settings import ProgramSettings
from desk.system import calendar

_LEFT, _TOP, _LINE = 54, 738, 17
_TOLD = 8


@dataclass(frozen=True)
class Made:
    """A print file, the control totals to check on paper, and the printings it was made from.

    ``left_out``: why a letter cannot be printed, by the id of its printing; these are not in the file.
    """

    pdf: bytes
    totals: dict
    fingerprint: str
    left_out: dict[int, str]


def live(batch: MailBatch) -> list[Printing]:
    """Return the printings that are in the batch, in the order of the print file."""
    return [row for row in batch.printings if row.state in (PrintingState.GATHERED, PrintingState.PRINTED)]


def make(session: Session, batch: MailBatch, released_by: str, settings: ProgramSettings) -> Made:
    """Render and check every letter; one that cannot be printed is left out and does not stop the others.

    Raises :class:`errors.LetterRefused` that names the letters that fail their checks and why, or if none can be
    printed.
    """
    sheets, failed, left_out = [], [], {}
    for printing in live(batch):
        try:
            sheet, found = _sheet(session, printing.notice, settings)
        except (errors.InvalidInput, errors.LetterDoesNotFit) as bad:
            left_out[printing.id] = f"{printing.notice.number}: {bad}"
            continue
        failed += [f"{printing.notice.number}: {what}" for what in found]
        sheets.append(sheet)
    if failed or not sheets:
        _refuse([*failed, *left_out.values()])
    rows = [row for row in live(batch) if row.id not in left_out]
    totals = count(rows)
    sheets.insert(0, _control_sheet(batch, rows, totals, released_by))
    return Made(_join(sheets), totals, fingerprint(batch), left_out)


def _sheet(session: Session, notice: Notice, settings: ProgramSettings) -> tuple[bytes, list[str]]:
    """One letter and the faults that its checks find; a record that was changed outside the desk is a fault too."""
    try:
        sheet = rendering.render(session, notice, settings)
        return sheet, rendering.check(session, notice, sheet, settings)
    except errors.RecordChanged as changed:
        return b"", [str(changed)]


def _refuse(failed: list[str]) -> NoReturn:
    more = f" … and {len(failed) - _TOLD} more" if len(failed) > _TOLD else ""
    raise errors.LetterRefused(f"nothing was released. {'; '.join(failed[:_TOLD])}{more}")


def count(rows: Sequence[Printing]) -> dict:
    """Return the control totals: letters, sheets, letters by kind, copies after the first, and the sum of letter
    numbers.
    """
    return {
        "letters": len(rows),
        "sheets": len(rows),
        "kinds": dict(sorted(Counter(row.notice.kind for row in rows).items())),
        "reprints": sum(row.copy > 1 for row in rows),
        "with_pin": sum(row.notice.ip_pin_id is not None for row in rows),
        "number_total": sum(row.notice_id for row in rows),
    }


def fingerprint(batch: MailBatch) -> str:
    """Return a value that changes if a letter of the batch, its PIN, or its address changes, even back to the same
    address.
    """
    parts = [
        (
            row.id,
            row.notice_id,
            row.copy,
            row.notice.ip_pin_id,
            tuple(asdict(rendering.address(row.notice)).values()),
            row.notice.addressee.address_changed_on,
        )
        for row in live(batch)
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _join(sheets: list[bytes]) -> bytes:
    writer = PdfWriter()
    for sheet in sheets:
        writer.append(PdfReader(io.BytesIO(sheet)))
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def _control_sheet(batch: MailBatch, rows: list[Printing], totals: dict, released_by: str) -> bytes:
    """One page for the people at the printer; it names no taxpayer and no PIN."""
    typefaces.register()
    file = io.BytesIO()
    page = canvas.Canvas(file, LETTER, invariant=1)
    page.setFont(typefaces.BOLD, 20)
    page.drawString(_LEFT, _TOP, f"Print batch {batch.number}")
    page.setFont(typefaces.REGULAR, 10)
    page.drawString(
        _LEFT,
        _TOP - 22,
        "Control sheet. It is not mailed: keep it with the manifest. Letters of this batch may hold IP PINs.",
    )
    _pairs(page, _TOP - 60, _facts(batch, rows, totals, released_by))
    _pairs(page, 330, [(text, "_" * 34) for text in _SIGNED])
    page.setFont(typefaces.REGULAR, 9)
    page.drawString(
        _LEFT,
        120,
        "Spoiled sheets are destroyed in the shredder, counted here, and recorded before they are printed again.",
    )
    page.drawString(
        _LEFT,
        106,
        "Sheets counted + sheets spoiled must equal the sheets above. If they do not, stop and tell a supervisor.",
    )
    page.save()
    return file.getvalue()


_SIGNED = (
    "Printed by, at",
    "Sheets counted",
    "Sheets spoiled",
    "Inserted by, at",
    "Envelopes counted",
    "Handed to the post by, at",
)


def _facts(batch: MailBatch, rows: list[Printing], totals: dict, released_by: str) -> list[tuple[str, str]]:
    kinds = ", ".join(f"{number} {kind}" for kind, number in totals["kinds"].items())
    return [
        ("Date", calendar.written(calendar.today())),
        ("Prepared by", batch.gathered_by),
        ("Released by", released_by),
        ("Letters, one sheet each", str(totals["letters"])),
        ("By kind", kinds),
        ("With an IP PIN", str(totals["with_pin"])),
        ("Printed again", str(totals["reprints"])),
        ("First and last letter", f"{rows[0].notice.number} … {rows[-1].notice.number}" if rows else "none"),
        ("Sum of letter numbers", f"{totals['number_total']:,}"),
    ]


def _pairs(page: canvas.Canvas, top: float, pairs: list[tuple[str, str]]) -> None:
    for number, (name, value) in enumerate(pairs):
        page.setFont(typefaces.SEMIBOLD, 10.5)
        page.drawString(_LEFT, top - number * _LINE * 1.6, name)
        page.setFont(typefaces.REGULAR, 10.5)
        page.drawString(_LEFT + 190, top - number * _LINE * 1.6, value)
