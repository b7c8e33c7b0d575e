"""Makes a form definition from a blank fillable PDF and a map of its fields."""

import io

import pdfplumber
from pydantic import ValidationError

from desk import errors
from desk.forms import checking, geometry, widgets
from desk.forms.definition import Box, Field, FormDefinition, Option, PageDefinition
from desk.forms.mapping import FormMap, MappedField
from desk.forms.widgets import Widget
from desk.program.words import FormKind

_NUMBER, _COMB = (9, 17), 5  # characters of taxpayer and account numbers; a comb holds digits only


def pages(pdf: bytes) -> tuple[PageDefinition, ...]:
    """What is printed on each page; raises errors.Unreadable."""
    try:
        with pdfplumber.open(io.BytesIO(pdf)) as document:
            return tuple(_page(page) for page in document.pages)
    except Exception as problem:  # the parser raises many kinds of errors for a damaged file
        raise errors.Unreadable("damaged", "this PDF cannot be taken apart; save the blank form again") from problem


def define(
    pdf: bytes, form_map: FormMap, form: str, revision: str, kind: FormKind, tax_year: int | None = None
) -> FormDefinition:
    """The definition of the blank `pdf`; raises errors.FormHasNoFields, errors.FormInvalid, errors.Unreadable."""
    found = widgets.widgets(pdf)
    printed = pages(pdf)
    identify = [*form_map.identify, *([] for _ in printed)]
    try:
        return FormDefinition(
            form=form,
            revision=revision,
            kind=kind,
            tax_year=tax_year,
            title=form_map.title or f"{form} {revision}",
            language=form_map.language,
            pages=tuple(
                page.model_copy(
                    update={
                        "identify": tuple(identify[page.number - 1]),
                        "private": _private(page.number, form_map, found),
                    }
                )
                for page in printed
            ),
            fields=tuple(_field(name, mapped, found, printed) for name, mapped in form_map.fields.items()),
        )
    except ValidationError as problem:
        raise errors.FormInvalid(form, revision, checking.first_mistake(problem)) from None
    except ValueError as problem:
        raise errors.FormInvalid(form, revision, str(problem)) from None


def _page(page) -> PageDefinition:
    return PageDefinition(
        number=page.page_number,
        width=float(page.width),
        height=float(page.height),
        rules=geometry.rules(page),
        boxes=geometry.boxes(page),
        words=geometry.words(page),
    )


def _private(page: int, form_map: FormMap, found: list[Widget]) -> tuple[Box, ...]:
    """The places for numbers (combs, and boxes for about nine characters) that are not fields of the desk."""
    mapped = [one.widget for one in form_map.fields.values() if one.widget]
    return tuple(
        one.box
        for one in found
        if one.page == page
        and one.max_length
        and (_NUMBER[0] <= one.max_length <= _NUMBER[1] or one.comb and one.max_length >= _COMB)
        and not any(one.name == name or one.name.endswith("." + name) for name in mapped)
    )


def _field(name: str, mapped: MappedField, found: list[Widget], printed: tuple[PageDefinition, ...]) -> Field:
    widget = _named(mapped.widget, found) if mapped.widget else None
    options = {value: _option(name, option, found) for value, option in mapped.options.items()}
    box = mapped.box or (widget.box if widget else _around([option.box for option in options.values()]))
    page = mapped.page or _page_of(widget, mapped, found)
    if box is None or page is None:
        raise ValueError(f"{name}: give a widget, or a page and a box")
    length = mapped.max_length or (widget.max_length if widget else None)
    return Field(
        name=name,
        page=page,
        box=box,
        type=mapped.type,
        label=mapped.label,
        required=mapped.required,
        cells=mapped.cells or (length if widget and widget.comb else None),
        comb=bool(widget and widget.comb),
        framed=bool(widget and widget.framed),
        ticks=_ticks(box, printed[page - 1]),
        max_length=length,
        widget=widget.name if widget else None,
        on_state=widget.on_state if widget else None,
        options=options,
    )


def _option(name: str, mapped, found: list[Widget]) -> Option:
    widget = _named(mapped.widget, found) if mapped.widget else None
    box = mapped.box or (widget.box if widget else None)
    if box is None:
        raise ValueError(f"{name}: every option needs a widget or a box")
    return Option(box=box, widget=widget.name if widget else None, on_state=widget.on_state if widget else None)


def _named(name: str, found: list[Widget]) -> Widget:
    matches = [widget for widget in found if widget.name == name or widget.name.endswith("." + name)]
    if len(matches) != 1:
        raise ValueError(f"{len(matches)} widgets are called {name}; write enough of the name to mean one")
    return matches[0]


def _page_of(widget: Widget | None, mapped: MappedField, found: list[Widget]) -> int | None:
    if widget:
        return widget.page
    ticked = [option.widget for option in mapped.options.values() if option.widget]
    return _named(ticked[0], found).page if ticked else None


def _around(boxes: list) -> tuple[float, float, float, float] | None:
    if not boxes:
        return None
    x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
    return min(x0s), min(y0s), max(x1s), max(y1s)


def _ticks(box, page: PageDefinition) -> tuple[float, ...]:
    """Where short upright rules divide the box: more than half its height, and strictly inside of it."""
    x0, y0, x1, y1 = box
    inside = {
        round(rule.x0, 1)
        for rule in page.rules
        if abs(rule.x0 - rule.x1) < 0.5
        and x0 + 2 < rule.x0 < x1 - 2
        and min(y1, max(rule.y0, rule.y1)) - max(y0, min(rule.y0, rule.y1)) > 0.5 * (y1 - y0)
    }
    return tuple(sorted(inside))
