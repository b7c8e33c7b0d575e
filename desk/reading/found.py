"""What was read in a file, from the reader to the record: plain values, with no database and no model."""

from dataclasses import dataclass, field

from desk.forms.boxes import Box
from desk.mailroom.sheet_codes import Sheet
from desk.program.words import ReadingState


@dataclass(frozen=True)
class FieldReading:
    """The reading of one field.

    `state` is read (trusted), suspect (`value` is the best guess), blank or illegible (`value` is None).
    `alternatives` are (text, probability), best first. `page` counts from 1 in the file; `box` is x0, y0, x1, y1 as
    fractions of the upright page, origin top left. `engine` is the name of the reader, `script` typed or hand if the
    engine tells; a `faint` reading is never trusted.
    """

    value: str | None
    state: ReadingState
    confidence: float
    alternatives: list[tuple[str, float]]
    page: int
    box: Box
    engine: str = ""
    script: str = ""
    faint: bool = False


@dataclass(frozen=True)
class Finding:
    """A finding that a person should know; `field` is a name or None. The message never contains a value."""

    code: str
    field: str | None
    message: str


@dataclass(frozen=True)
class DocumentReading:
    """One form in a file, or pages that are none of our forms (`form` None).

    `pages` count from 1 in the file, in file order; `form_pages` gives the form's page number for each, None for blank
    and foreign pages. `fields` lacks the fields of missing pages. A return without a definition on file has its name
    from the rules (`desk.program.paper.FORMS`), no revision, and its tax year if the form prints one.
    """

    pages: list[int]
    form_pages: list[int | None]
    form: str | None
    revision: str | None
    fields: dict[str, FieldReading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    tax_year: int | None = None


@dataclass(frozen=True)
class FileFinding:
    """A finding about a file as a stack of paper; `page` counts from 1 in the file."""

    code: str
    page: int
    message: str


@dataclass(frozen=True, eq=False)
class PageImage:
    """A page as people see it: `shape` is the height and width of its upright image in pixels at 300 dpi.

    The picture itself (uint8 gray, at the resolution of its scan) is passed on while the file is read and not kept,
    because a stack of 400 pages would not fit into memory. `rotation` is the turn in degrees, `quality` the fault
    codes. `use` is document, or for a page that is left out of the documents: blank, cover or separator. `look` is what
    is written on it besides the form's print, packed by `desk.system.bits`; empty if the page was not aligned to a
    form.
    """

    number: int
    shape: tuple[int, int]
    rotation: int
    quality: list[str]
    use: str = "document"
    look: bytes = b""


@dataclass(frozen=True, eq=False)
class FileReading:
    """The reading of a file: its pages, its documents, and the seconds spent in each stage.

    `count` is the page count that the file states, `covers` are its cover sheets by page, `findings` those about the
    stack.
    """

    pages: list[PageImage]
    documents: list[DocumentReading]
    seconds: dict[str, float] = field(default_factory=dict)
    count: int = 0
    covers: dict[int, Sheet] = field(default_factory=dict)
    findings: list[FileFinding] = field(default_factory=list)
