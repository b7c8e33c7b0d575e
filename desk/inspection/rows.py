"""Rows that were changed outside of the desk: `desk/lifecycle/soundness` compares each with its mark and its seals."""

from collections.abc import Iterator

from desk.inspection.finding import Finding
from desk.lifecycle import soundness
from desk.office.opening import Office

_TELL = "do nothing with it, keep the database as it is, and tell the security officer; a backup has it as it was"


def unsound(office: Office) -> Iterator[Finding]:
    """Rows that direct mail, money, or power, or hold an encrypted value, and are not as the desk wrote them."""
    with office.database.reading() as session:
        for found in soundness.verify(session):
            yield Finding("row.changed", f"{found.table} row {found.number}", found.what, _TELL)
