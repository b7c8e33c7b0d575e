"""The result of reading a file: plain values, with no database and no model."""

from dataclasses import dataclass, field

from desk.forms.boxes import Box
from desk.mailroom.sheet_codes import Sheet


@dataclass(frozen=True)
class FieldReading:
    """What stands in one field.

    `state` is read (to be trusted), suspect (`value` is the best guess), blank or illegible (`value` is None).
    `alternatives` are (text, probability), best first. `page` counts from 1 in the file; `box` is x0, y0, x1, y1
    as fractions of the upright page, origin top left. `engine` names who read it, `script` says whether it was
    typed or written by hand, where the engine tells; what is `faint` is never trusted.
    """

    value: str | None
    state: str
    confidence: float
    alternatives: list[tuple[str, float]]
    page: int
    box: Box
    engine: str
    script: str = ""
    faint: bool = False


@dataclass(frozen=True)
class Finding:
    """Something a person should know; `field` is a name or None. The message never carries a value."""

    code: str
    field: str | None
    message: str


@dataclass(frozen=True)
class DocumentReading:
    """One form inside a file, or pages that are none of ours (`form` None).

    `pages` count from 1 in the file, in the order in which they lie there; `form_pages` says for each which page
    of the form it is, None for blank and foreign ones. Fields of pages that are not there are missing in `fields`.
    A return without a definition on file has the name that the rules know (`desk.program.paper.FORMS`), no revision,
    and its tax year as far as the form prints it.
    """

    pages: list[int]
    form: str | None
    revision: str | None
    form_pages: list[int | None]
    fields: dict[str, FieldReading] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    tax_year: int | None = None


@dataclass(frozen=True)
class FileFinding:
    """Something about a file as a stack of paper; `page` counts from 1 in the file."""

    code: str
    page: int
    message: str


@dataclass(frozen=True, eq=False)
class PageImage:
    """A page as people shall see it: `shape` is height and width of its upright picture in pixels.

    The picture itself (uint8 grey) is handed on while the file is read and not kept: a stack of four hundred pages
    would not fit into memory. `rotation` is what was turned, `quality` the faults seen. `use` is document, or what was
    dropped from the documents: blank, cover or separator.
    """

    number: int
    shape: tuple[int, int]
    rotation: int
    quality: list[str]
    use: str = "document"


@dataclass(frozen=True, eq=False)
class FileReading:
    """All of a file: its pages, its documents, and the seconds spent in each stage.

    `count` is how many pages the file says that it has, `covers` its cover sheets by page, `findings` what is to be
    said about the stack.
    """

    pages: list[PageImage]
    documents: list[DocumentReading]
    seconds: dict[str, float]
    count: int = 0
    covers: dict[int, Sheet] = field(default_factory=dict)
    findings: list[FileFinding] = field(default_factory=list)
