"""The fields of a document as its page shows them: masked, grouped by doubt, with who keyed them."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents import labels, masking, values
from desk.documents.values import Value
from desk.models import Document, Keying
from desk.office.accounts import Actor
from desk.program.words import FormKind, ReadingState, ValueSource


@dataclass(frozen=True)
class FieldShown:
    """One field as the page shows it; ``value`` is masked, ``raw`` is what an input may hold.

    ``doubtful``: nobody may use it before a person has looked. ``blind``: keyed on the keying page only. ``page``
    counts from 1 in the file; ``box`` is in fractions of that page.
    """

    name: str
    label: str
    value: str
    raw: str
    state: str
    source: str
    doubtful: bool
    secret: bool
    blind: bool
    uncovered: bool
    page: int | None
    box: tuple[float, ...] | None
    keyed_by: str = ""
    empty_for_machine: bool = False


def fields(session: Session, document: Document, actor: Actor) -> list[FieldShown]:
    """Return every field of a document as ``actor`` may see it, in the order of its form."""
    seen = masking.uncovered(session, document.id, actor)
    keyers = {
        row.field: row.by
        for row in session.scalars(select(Keying).where(Keying.document_id == document.id).order_by(Keying.id))
    }
    settled = values.settled(session, document.id)
    return [_field(settled[name], seen, keyers.get(name, "")) for name in _order(document, settled)]


def _order(document: Document, settled: dict[str, Value]) -> list[str]:
    """The order of the form, or of the fields that the rules need if the form is not one of ours."""
    definition = masking.definition_of(document)
    named = [field.name for field in definition.fields] if definition else []
    wanted = named or list(NEEDED.get(document.kind or "", ()))
    for name in wanted:
        settled.setdefault(name, Value(name, None, ReadingState.ILLEGIBLE, ValueSource.UNSETTLED))
    return [*wanted, *(name for name in settled if name not in wanted)]


NEEDED: dict[str, tuple[str, ...]] = {
    FormKind.TAX_RETURN: (
        "primary_first_name", "primary_last_name", "primary_ssn", "filing_status", "spouse_first_name",
        "spouse_last_name", "spouse_ssn", "primary_ip_pin", "spouse_ip_pin", "primary_signature",
    ),
    FormKind.PIN_APPLICATION: (
        "last_name", "first_name", "street", "city", "state", "zip", "tin", "phone", "language", "signature",
        "signature_date",
    ),
}  # fmt: skip
"""What a person keys from a paper that the desk cannot read."""


def _field(value: Value, seen: set[str], keyed_by: str) -> FieldShown:
    secret, blind = value.field in values.SECRET_FIELDS, value.field in values.PIN_FIELDS
    uncovered = value.field in seen
    open_text = not blind and (not secret or uncovered)
    shown = labels.value(value.field, value.text) if open_text else masking.masked(value.field, value.value)
    return FieldShown(
        name=value.field,
        label=labels.caption(value.field),
        value=shown,
        raw=value.text if open_text else "",
        state=value.state,
        source=value.source,
        doubtful=not value.trusted,
        secret=secret,
        blind=blind,
        uncovered=uncovered,
        page=value.page,
        box=value.box,
        empty_for_machine=value.source == ValueSource.MACHINE and value.state == ReadingState.BLANK,
        keyed_by=keyed_by if value.source == ValueSource.KEYED else "",
    )
