"""The known values that test a form: written into its blank, printed, read back, and compared.

Numbers are from groups that are never issued; no person in these values exists.
"""

from collections.abc import Mapping

from desk.forms import filling
from desk.forms.definition import Field, FormDefinition
from desk.program.words import FormKind

_BY_NAME = {
    "spouse_ssn": "400005678",
    "spouse_ip_pin": "314159",
    "spouse_first_name": "PETER",
    "last_name": "GRANT",
    "primary_last_name": "GRANT",
    "spouse_last_name": "GRANT",
    "adjusted_gross_income": "51200",
    "filing_status": "joint",
}
_BY_TYPE = {
    "tin": "400001234",
    "pin": "271828",
    "zip": "62704",
    "phone": "2175550143",
    "date": "2026-02-14",
    "year": "2024",
    "amount": "812",
    "name": "MARIA",
    "street": "412 ELM STREET",
    "apartment": "12",
    "city": "SPRINGFIELD",
    "state": "IL",
    "place": "SPRINGFIELD IL 62704",
    "check": "yes",
    "signature": "yes",
}
_NEEDED = {
    FormKind.TAX_RETURN: ("primary_ssn", "primary_first_name", "primary_last_name", "primary_ip_pin"),
    FormKind.PIN_APPLICATION: ("tin", "first_name", "last_name"),
    FormKind.THEFT_AFFIDAVIT: ("tin", "first_name", "last_name"),
}


def needed(definition: FormDefinition) -> tuple[str, ...]:
    """Return the fields without which such a form is useless to the desk; with a spouse's number, a spouse's PIN."""
    joint = any(field.name == "spouse_ssn" for field in definition.fields)
    more = ("spouse_first_name", "spouse_last_name", "spouse_ip_pin") if joint else ()
    return _NEEDED[definition.kind] + more


def values(definition: FormDefinition) -> dict[str, str]:
    """Return field name → the value that tests the form, as the desk writes it."""
    return {field.name: _value(field) for field in definition.fields}


def page(definition: FormDefinition, blank: bytes) -> bytes:
    """Return the blank form as a PDF with the known values in it; raises errors.InvalidInput for a value it does not
    accept.
    """
    typed = {name: _typed(definition.field(name), value) for name, value in values(definition).items()}
    return filling.fill_widgets(blank, definition, typed)


def wrong(definition: FormDefinition, read: Mapping[str, str | None]) -> dict[str, str]:
    """Return field name → the correct value, for each field that was read incorrectly or not at all."""
    return {name: value for name, value in values(definition).items() if _plain(read.get(name)) != _plain(value)}


def _value(field: Field) -> str:
    if field.options:
        return _BY_NAME[field.name] if _BY_NAME.get(field.name) in field.options else next(iter(field.options))
    value = _BY_NAME.get(field.name) or _BY_TYPE[field.type]
    return value[:1] if field.name == "middle_name" else value


def _typed(field: Field, value: str) -> str:
    """The value as a filer types it."""
    if field.type == "date":
        year, month, day = value.split("-")
        return f"{month}/{day}/{year}"
    return "Maria Grant" if field.type == "signature" else value


def _plain(text: str | None) -> str:
    return " ".join((text or "").upper().split())
