"""A Form 15227 (Rev. 1-2025) as another press might set it: same questions, other places, type and widgets."""

import io

from reportlab.pdfgen.canvas import Canvas

_ABOUT = (
    "Use this form to ask for an Identity Protection Personal Identification Number. You may use it if you have a",
    "social security number or an individual taxpayer identification number, if the adjusted gross income on your last",
    "filed return is below the limit in the instructions, and if you have access to a telephone. We call you to check",
    "who you are. Print clearly in capital letters, in blue or black ink, and stay in the boxes. Do not send this",
    "form if you have an IP PIN already, or if we have told you that you will be sent one. Keep a copy for yourself.",
)  # fmt: skip
_ROWS = (
    (
        610,
        ((36, 230, "a. Last name", "Last"), (230, 430, "First name", "First"), (430, 576, "Middle initial", "Middle")),
    ),
    (566, ((36, 576, "b. Current mailing address (number and street, apartment)", "Street"),)),
    (522, ((36, 330, "City", "City"), (330, 420, "State", "State"), (420, 576, "ZIP code", "Zip"))),
    (478, ((36, 320, "d. Social security number or ITIN", "Tin"), (320, 576, "e. Telephone number", "Phone"))),
)
_LONGEST = {"Tin": 9, "Middle": 1, "Zip": 10}


def pdf(without: tuple[str, ...] = (), shift: float = 0.0) -> bytes:
    """The blank with its widgets; `without` leaves out the boxes of these widgets, `shift` moves all by points."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(612, 792), invariant=1)
    canvas.translate(0, -shift)
    canvas.setFont("Times-Bold", 15)
    canvas.drawString(36, 740, "Form 15227 (EN-SP)")
    canvas.drawString(190, 740, "Application for an Identity Protection PIN")
    canvas.setFont("Times-Roman", 9.5)
    for number, line in enumerate(_ABOUT):
        canvas.drawString(36, 715 - 13 * number, line)
    for y, cells in _ROWS:
        for x0, x1, caption, name in cells:
            if name not in without:
                _cell(canvas, (x0, y, x1), caption, name, shift)
    _choices(canvas, shift)
    for x0, x1, caption in ((36, 400, "g. Signature of the person in box a"), (400, 576, "Date signed")):
        canvas.rect(x0, 360, x1 - x0, 44)
        canvas.drawString(x0 + 4, 394, caption)
    for number, line in enumerate(_ABOUT * 3):
        canvas.drawString(36, 330 - 13 * number, line)
    canvas.drawString(36, 60, "Catalog Number 73381K")
    canvas.drawString(400, 60, "Form 15227 (EN-SP) (Rev. 1-2025)")
    canvas.save()
    return buffer.getvalue()


def _cell(canvas: Canvas, place: tuple[float, float, float], caption: str, name: str, shift: float) -> None:
    x0, y, x1 = place
    canvas.rect(x0, y, x1 - x0, 40)
    canvas.drawString(x0 + 4, y + 29, caption)
    canvas.acroForm.textfield(
        name=name, x=x0 + 3, y=y + 3 - shift, width=x1 - x0 - 6, height=20, borderWidth=0, maxlen=_LONGEST.get(name, 60)
    )


def _choices(canvas: Canvas, shift: float) -> None:
    canvas.drawString(36, 445, "c. Prepared by")
    canvas.drawString(36, 422, "f. Language")
    boxes = (
        (130, 442, "a parent or legal guardian", "Guardian"),
        (130, 419, "English", "En"),
        (260, 419, "Spanish", "Es"),
    )
    for x, y, caption, name in boxes:
        canvas.rect(x, y, 10, 10)
        canvas.acroForm.checkbox(name=name, x=x, y=y - shift, size=10, borderWidth=0)
        canvas.drawString(x + 15, y + 2, caption)
