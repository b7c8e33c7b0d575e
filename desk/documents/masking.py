"""Masks taxpayer numbers and IP PINs, and records who asked to see one.

Screens show the last four digits of a taxpayer number and nothing of a PIN. Page images show their boxes painted over
until a person asks to see one; that is an audit event, and it uncovers that field for that person for a few minutes
(domain.md 9: mask, and log who saw which record). If the boxes of a page cannot be located, the whole page is covered.
"""

from collections.abc import Mapping

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors, forms
from desk.documents import values
from desk.forms.boxes import EVERYWHERE, Box
from desk.forms.definition import FormDefinition
from desk.lifecycle import audit
from desk.models import Document, Page, Reading, Reveal
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import pin as pin_rules
from desk.system import calendar, db

SECONDS = 300
"""Seconds for which a field stays uncovered."""
WHOLE_PAGE = "whole_page"
"""The field name to request in order to see a covered page."""


def masked(field: str, value: str | None) -> str:
    """Return a value as screens show it: the last four digits of a taxpayer number, nothing of a PIN."""
    if not value:
        return ""
    if field in values.PIN_FIELDS:
        return pin_rules.MASK
    if field in values.TIN_FIELDS:
        return tin(value[-4:])
    return value


def tin(last4: str | None) -> str:
    """Return a masked taxpayer number that ends in ``last4``."""
    return f"•••-••-{last4.rjust(4, '•')}" if last4 else ""


def address(parts: Mapping[str, str]) -> str:
    """An address by the columns of a record, of which only beginnings are shown: "1•• O•• S••, S•• IL 627••".

    Enough to tell two addresses apart, not to find the house.
    """
    street = " ".join(f"{word[0]}••" for word in f"{parts['street']} {parts['apartment']}".split())
    end = parts.get("country") or f"{parts['state']} {parts['zip'][:3]}••"
    return f"{street}, {parts['city'][:1]}•• {end}"


def reveal(office: Office, document_id: int, field: str, actor: Actor) -> str:
    """Record that ``actor`` asks to see one field, and uncover it for :data:`SECONDS`.

    Returns the current taxpayer number, or "" for a PIN or a whole page, which only the page image shows. Raises
    :class:`errors.NotAllowed`, :class:`errors.NotFound`, and :class:`errors.InvalidInput` for other fields.
    """
    if not accounts.may(actor.role, "reveal"):
        raise errors.NotAllowed("your role may not uncover numbers: ask a clerk or a supervisor")
    if field not in (*values.SECRET_FIELDS, WHOLE_PAGE):
        raise errors.InvalidInput("only taxpayer numbers, IP PIN boxes and veiled pages can be uncovered")
    with office.database.transaction() as session:
        db.get(session, Document, document_id, "there is no such document")
        until = calendar.ticks() + SECONDS
        session.add(Reveal(document_id=document_id, field=field, by=actor.name, until=until))
        audit.record(session, actor.name, "field.revealed", "document", document_id, field=field)
        if field not in values.TIN_FIELDS:
            return ""
        value = values.settled(session, document_id).get(field)
        return value.text if value else ""


def uncovered(session: Session, document_id: int, actor: Actor) -> set[str]:
    """Return the names of the fields of a document that this person may see uncovered now."""
    rows = select(Reveal.field).where(
        Reveal.document_id == document_id, Reveal.by == actor.name, Reveal.until > calendar.ticks()
    )
    return set(session.scalars(rows))


def covers(session: Session, page: Page, actor: Actor | None) -> list[Box] | None:
    """Return the boxes to paint over on a page for this person, as shares of the page; ``None`` covers the whole page.

    ``actor`` None means a person who has uncovered nothing.
    """
    document = page.document
    if document is None:
        return None
    seen = uncovered(session, document.id, actor) if actor else set()
    if WHOLE_PAGE in seen:
        return []
    places = _places(session, page, document)
    if places is None:
        return None
    private = _private(session, page, document)
    if private is None:
        return None
    return [box for field, box in places.items() if field not in seen] + private


def _places(session: Session, page: Page, document: Document) -> dict[str, Box] | None:
    """The boxes of the secret fields on a page; ``None`` if one of them cannot be located."""
    expected = _expected(document, page.form_page)
    if expected is None:
        return None
    found = {field: box for field, box in _boxes(session, page).items() if field in values.SECRET_FIELDS}
    return found if expected <= set(found) else None


def _boxes(session: Session, page: Page) -> dict[str, Box]:
    """The boxes of the fields that were read on a page, where they are known."""
    rows = select(Reading).where(Reading.document_id == page.document_id, Reading.page == page.number)
    boxes = {one.field: tuple(one.box) for one in session.scalars(rows) if one.box}
    return {field: box for field, box in boxes.items() if box != EVERYWHERE}


def _private(session: Session, page: Page, document: Document) -> list[Box] | None:
    """The form's other boxes for numbers, mapped onto the page by the fields read there; ``None`` if that fails."""
    definition = definition_of(document)
    if definition is None or not page.form_page:
        return []
    printed = definition.page(page.form_page)
    if not printed.private:
        return []
    found = _boxes(session, page)
    from_, to = [], []
    for field in definition.fields_on(page.form_page):
        if field.name in found:
            from_ += [(*field.box[:2], 1.0), (*field.box[2:], 1.0)]
            to += [found[field.name][:2], found[field.name][2:]]
    laid, _, rank, _ = np.linalg.lstsq(np.array(from_ or [(0.0, 0.0, 0.0)]), np.array(to or [(0.0, 0.0)]), rcond=None)
    if rank < 3:
        return None
    return [_laid(box, laid) for box in printed.private]


def _laid(box: Box, laid: np.ndarray) -> Box:
    (x0, y0), (x1, y1) = np.array([(*box[:2], 1.0), (*box[2:], 1.0)]) @ laid
    return float(x0), float(y0), float(x1), float(y1)


def _expected(document: Document, form_page: int | None) -> set[str] | None:
    """The secret fields printed on that page of the form; ``None`` if the form or the page is not known."""
    definition = definition_of(document)
    if definition is None or form_page is None:
        return None
    return {field.name for field in definition.fields if field.page == form_page and field.type in ("tin", "pin")}


def definition_of(document: Document) -> FormDefinition | None:
    """Return the form definition of a document, or None if the desk has none."""
    if not (document.form and document.revision):
        return None
    try:
        return forms.load(document.form, document.revision)
    except errors.FormNotFound:
        return None
