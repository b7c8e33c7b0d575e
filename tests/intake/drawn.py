"""Page 1 of a return as PDF writers of all kinds make it: the drawn form with entries over it, and what went wrong."""

import io
from collections.abc import Callable

from pypdf import PageObject, PdfReader, PdfWriter, Transformation
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)  # fmt: skip
from reportlab.lib import colors
from reportlab.pdfgen.canvas import Canvas

from desk import forms

DEFINITION = forms.load("f1040", "2024")
HEIGHT = DEFINITION.page(1).height
ENTRIES = {
    "primary_first_name": "MARIA L",
    "primary_last_name": "GRANT",
    "primary_ssn": "400001234",
    "street": "412 ELM STREET",
    "city": "SPRINGFIELD",
    "state": "IL",
    "zip": "62704",
}
Draw = Callable[[Canvas], None]
Edit = Callable[[PdfWriter], None]


def name(value: str) -> NameObject:
    """A name of the format."""
    return NameObject("/" + value)


def place(field: str) -> tuple[float, float, float, float]:
    """A field's box as a canvas counts: left, bottom, width, height."""
    x0, y0, x1, y1 = DEFINITION.field(field).box
    return x0, HEIGHT - y1, x1 - x0, y1 - y0


def write(canvas: Canvas, field: str, value: str, **how) -> None:
    """Type into a field; `how` goes to the canvas."""
    left, bottom, _, _ = place(field)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(left + 3, bottom + 4, value, **how)


def entries(canvas: Canvas, **how) -> None:
    """Type every entry."""
    for field, value in ENTRIES.items():
        write(canvas, field, value, **how)


def cover(canvas: Canvas, field: str) -> None:
    """Paint a field over with white."""
    canvas.setFillGray(1)
    canvas.rect(*place(field), stroke=0, fill=1)
    canvas.setFillGray(0)


def page(*layers: Draw, edit: Edit | None = None, widgets: bool = False) -> bytes:
    """The drawn form with these layers over it in one content; `edit` has its way with the file in the end.

    `widgets`: the entries stand in fields of a form, and the layers lie under them.
    """
    overlay = io.BytesIO()
    canvas = Canvas(overlay, pagesize=(612, HEIGHT), pageCompression=0)
    for layer in layers:
        layer(canvas)
    for field, value in ENTRIES.items() if widgets else ():
        left, bottom, wide, high = place(field)
        how = {
            "x": left,
            "y": bottom,
            "width": wide,
            "height": high,
            "fontSize": 9,
            "borderWidth": 0,
            "fillColor": colors.white,
        }
        canvas.acroForm.textfield(value, name=DEFINITION.field(field).widget, **how)
    canvas.showPage()
    canvas.save()
    writer = PdfWriter(clone_from=overlay)
    form = PdfReader(io.BytesIO(forms.facsimile(DEFINITION))).pages[0]
    writer.pages[0].merge_page(form, over=False)
    if edit:
        edit(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def widget(writer: PdfWriter, field: str) -> DictionaryObject:
    """The widget of a field."""
    wanted = DEFINITION.field(field).widget
    return next(one for one in (each.get_object() for each in writer.pages[0]["/Annots"]) if one.get("/T") == wanted)


def sized(wide: float, high: float, share: float) -> Edit:
    """Print the page to a sheet of that size (points), in its middle, at that share of its own size."""

    def edit(writer: PdfWriter) -> None:
        page = writer.pages[0]
        across, down = (wide - 612 * share) / 2, (high - HEIGHT * share) / 2
        page.add_transformation(Transformation().scale(share).translate(across, down))
        for box in ("/MediaBox", "/CropBox"):
            page[NameObject(box)] = ArrayObject([FloatObject(side) for side in (0, 0, wide, high)])

    return edit


def in_units(unit: float) -> Edit:
    """State the page in units of so many points."""

    def edit(writer: PdfWriter) -> None:
        sized(612 / unit, HEIGHT / unit, 1 / unit)(writer)
        writer.pages[0][name("UserUnit")] = FloatObject(unit)

    return edit


def turned(quarter: int) -> Edit:
    """Show the page turned clockwise."""
    return lambda writer: writer.pages[0].update({name("Rotate"): NumberObject(quarter)})


def cropped(writer: PdfWriter) -> None:
    """Put the page's corner elsewhere than at the origin of its coordinates."""
    page: PageObject = writer.pages[0]
    page.add_transformation(Transformation().translate(100, -40))
    for box in ("/MediaBox", "/CropBox"):
        page[NameObject(box)] = ArrayObject([FloatObject(side) for side in (100, -40, 712, HEIGHT - 40)])


def hide_layer(writer: PdfWriter) -> None:
    """Switch off what lies between the marks of the layer `Hidden`."""
    group = writer._add_object(DictionaryObject({name("Type"): name("OCG"), name("Name"): TextStringObject("Hidden")}))
    page = writer.pages[0]
    page["/Resources"][name("Properties")] = DictionaryObject({name("Hidden"): group})
    shown = DictionaryObject({name("OFF"): ArrayObject([group]), name("BaseState"): name("ON")})
    writer.root_object[name("OCProperties")] = DictionaryObject({name("OCGs"): ArrayObject([group]), name("D"): shown})


def hidden(canvas: Canvas, draw: Draw) -> None:
    """Draw on the layer `Hidden`."""
    canvas._code.append("/OC /Hidden BDC")
    draw(canvas)
    canvas._code.append("EMC")


def garble(writer: PdfWriter) -> None:
    """Say of every letter of the entries' font that it is the one three places on."""
    codes = "".join(f"<{code:02x}> <{code + 3:04x}>\n" for code in range(65, 91))
    table = DecodedStreamObject()
    table.set_data(
        f"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        f"1 begincodespacerange <00> <ff> endcodespacerange\n26 beginbfchar\n{codes}endbfchar endcmap end end".encode()
    )
    fonts = writer.pages[0]["/Resources"]["/Font"]
    entry = next(font.get_object() for key, font in fonts.items() if key.startswith("/F1"))
    entry[name("ToUnicode")] = writer._add_object(table)


def note(text: str, field: str, shown: bool = True) -> Edit:
    """An opaque free text over a field, with or without an appearance of its own."""

    def edit(writer: PdfWriter) -> None:
        left, bottom, wide, high = place(field)
        rect = ArrayObject([FloatObject(side) for side in (left, bottom, left + wide, bottom + high)])
        free = DictionaryObject({name("Type"): name("Annot"), name("Subtype"): name("FreeText"), name("Rect"): rect})
        free |= {name("Contents"): TextStringObject(text), name("DA"): TextStringObject("/Helv 10 Tf 0 g")}
        free = DictionaryObject(free) | {name("F"): NumberObject(4)}
        if shown:
            free[name("AP")] = DictionaryObject({name("N"): _appearance(writer, text, wide, high)})
        writer.pages[0][name("Annots")] = ArrayObject([writer._add_object(DictionaryObject(free))])

    return edit


def _appearance(writer: PdfWriter, text: str, wide: float, high: float):
    font = DictionaryObject(
        {name("Type"): name("Font"), name("Subtype"): name("Type1"), name("BaseFont"): name("Helvetica")}
    )
    look = DecodedStreamObject()
    look.set_data(f"1 g 0 0 {wide} {high} re f 0 g BT /H 10 Tf 3 4 Td ({text}) Tj ET".encode())
    look.update({name("Type"): name("XObject"), name("Subtype"): name("Form")})
    look[name("BBox")] = ArrayObject([FloatObject(side) for side in (0, 0, wide, high)])
    look[name("Resources")] = DictionaryObject({name("Font"): DictionaryObject({name("H"): font})})
    return writer._add_object(look)


def lose_form(writer: PdfWriter) -> None:
    """Leave the widgets on the page and take the form out of the catalog."""
    del writer.root_object["/AcroForm"]


def as_streams(writer: PdfWriter) -> None:
    """State values as streams, which is legal for long texts."""
    for field, value in ENTRIES.items():
        stream = DecodedStreamObject()
        stream.set_data(value.encode("utf-16") if field == "street" else value.encode())
        widget(writer, field)[name("V")] = writer._add_object(stream)


def state(field: str, value) -> Edit:
    """State another value than the one that the widget shows."""
    return lambda writer: widget(writer, field).update({name("V"): value})


def without_look(field: str, value: str) -> Edit:
    """State a value and leave it to the reader of PDF to draw it."""

    def edit(writer: PdfWriter) -> None:
        state(field, TextStringObject(value))(writer)
        del widget(writer, field)["/AP"]

    return edit


UNDECODABLE = ByteStringObject(b"GR\x9fNT\x7f")
