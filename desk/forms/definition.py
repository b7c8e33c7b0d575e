"""A form definition: one checked, frozen record for each form and revision.

Lengths are PDF points (1/72 inch); the origin is the page's TOP LEFT corner, y grows downward;
a box is (x0, y0, x1, y1). Unknown keys and impossible geometry are refused when a file is loaded.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, PrivateAttr, model_validator
from pydantic import Field as Bound

from desk.program.words import FormKind

FieldType = Literal[
    "tin", "pin", "zip", "phone", "date", "year", "amount", "name", "street", "apartment", "city", "state", "place",
    "choice", "check", "signature",
]  # fmt: skip


def _upright(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = box
    if not (0 <= x0 < x1 and 0 <= y0 < y1):
        raise ValueError("a box is x0, y0, x1, y1 with x0 < x1 and y0 < y1, none negative")
    return box


Box = Annotated[tuple[float, float, float, float], AfterValidator(_upright)]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(_Record):
    """A printed straight line from (x0, y0) to (x1, y1), solid or dotted."""

    x0: float
    y0: float
    x1: float
    y1: float
    thickness: float = Bound(gt=0)
    dotted: bool = False


class Shape(_Record):
    """A printed rectangle: an outline if `thickness` is set, filled if `shade` is set (0 black … 1 white)."""

    box: Box
    thickness: float | None = Bound(default=None, gt=0)
    shade: float | None = Bound(default=None, ge=0, le=1)


class Word(_Record):
    """A printed word with the box of its glyphs and its type size in points; `shade` 1 is white on black."""

    text: str = Bound(min_length=1)
    box: Box
    size: float = Bound(gt=0)
    bold: bool = False
    shade: float = Bound(default=0, ge=0, le=1)


class Option(_Record):
    """One value of a choice: the box to check and, on an AcroForm, its widget and that widget's on-state."""

    box: Box
    widget: str | None = None
    on_state: str | None = None


class Field(_Record):
    """One thing a person writes on the form.

    `box` is the zone to read (for a choice: around all of its options). `cells` is the number of characters
    the zone is made for; `comb` says that an AcroForm viewer spaces typed characters evenly over the cells;
    `ticks` are the x of the separators that are actually printed in the zone, if any. `framed` says that
    the press prints no frame, but a PDF viewer that prints the fillable form draws one, with a separator between
    any two cells: paper comes in both kinds. A `place` is city, state and ZIP code in one box, as on forms to 2019; a
    `year` is the tax year where the filer writes it, as on Form 1040-X.
    """

    name: str = Bound(pattern=r"^[a-z][a-z0-9_]*$")
    page: int = Bound(ge=1)
    box: Box
    type: FieldType
    label: str = ""
    required: bool = False
    cells: int | None = Bound(default=None, ge=1)
    comb: bool = False
    framed: bool = False
    ticks: tuple[float, ...] = ()
    max_length: int | None = Bound(default=None, ge=1)
    widget: str | None = None
    on_state: str | None = None
    options: dict[str, Option] = {}

    @model_validator(mode="after")
    def _check(self) -> "Field":
        if (self.type == "choice") != bool(self.options):
            raise ValueError(f"{self.name}: a choice, and only a choice, has options")
        if any(not self.box[0] < x < self.box[2] for x in self.ticks):
            raise ValueError(f"{self.name}: a tick lies outside of the box")
        if (self.comb or self.framed) and not self.cells:
            raise ValueError(f"{self.name}: a comb or a frame needs its number of cells")
        return self


class PageDefinition(_Record):
    """One printed page: its size, what the press printed on it, and the texts that tell it from other pages.

    `private` are places that no rule reads but that may contain a number (a dependent's SSN, a bank account):
    they stay covered until somebody asks.
    """

    number: int = Bound(ge=1)
    width: float = Bound(gt=0)
    height: float = Bound(gt=0)
    identify: tuple[str, ...] = ()
    rules: tuple[Rule, ...] = ()
    boxes: tuple[Shape, ...] = ()
    words: tuple[Word, ...] = ()
    private: tuple[Box, ...] = ()


class FormDefinition(_Record):
    """A form in one revision: pages, fields, and whether the print is only our drawing of it (`facsimile`)."""

    schema_: Literal[1] = Bound(default=1, alias="schema")
    form: str = Bound(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    revision: str = Bound(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$")
    kind: FormKind
    title: str
    tax_year: int | None = Bound(default=None, ge=1913, le=2100)
    facsimile: bool = False
    language: str = "en"
    pages: tuple[PageDefinition, ...] = Bound(min_length=1)
    fields: tuple[Field, ...] = Bound(min_length=1)

    _folder: str | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _check(self) -> "FormDefinition":
        if [page.number for page in self.pages] != list(range(1, len(self.pages) + 1)):
            raise ValueError("pages are numbered 1, 2, … in order")
        if len({field.name for field in self.fields}) != len(self.fields):
            raise ValueError("a field name occurs twice")
        if (
            self.kind == FormKind.TAX_RETURN
            and self.tax_year is None
            and not any(one.type == "year" for one in self.fields)
        ):
            raise ValueError("a tax return needs its tax year, or a field of type year in which the filer writes it")
        for field in self.fields:
            _lies_on_its_page(field, self.pages)
        return self

    def field(self, name: str) -> Field:
        """The field of that name; KeyError if the form has none."""
        return {field.name: field for field in self.fields}[name]

    def page(self, number: int) -> PageDefinition:
        """The page of that number, counted from 1; IndexError if there is none."""
        if number < 1:
            raise IndexError(number)
        return self.pages[number - 1]

    def fields_on(self, page: int) -> tuple[Field, ...]:
        """The fields on that page, in the definition's order."""
        return tuple(field for field in self.fields if field.page == page)


def _lies_on_its_page(field: Field, pages: tuple[PageDefinition, ...]) -> None:
    if field.page > len(pages):
        raise ValueError(f"{field.name}: there is no page {field.page}")
    page = pages[field.page - 1]
    for box in (field.box, *(option.box for option in field.options.values())):
        if box[2] > page.width or box[3] > page.height:
            raise ValueError(f"{field.name}: the box leaves the page")
