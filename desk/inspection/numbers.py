"""Checks of IP PINs and of the keyed marks by which numbers are found and compared; no number is shown."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from desk import errors
from desk.inspection.finding import Finding
from desk.models import IpPin, LedgerEntry, Taxpayer
from desk.office.opening import Office
from desk.pins import ledger
from desk.system import crypto

_TELL = "print no letter with it, keep the database as it is, and tell the security officer; a backup has it as it was"
_BEGIN = ("issue", "import")
_ENDS = {"replace": "replaced", "revoke": "revoked", "expire": "expired"}
_CHUNK = 500
_Row = TypeVar("_Row", IpPin, Taxpayer)


def ledger_entries(office: Office) -> Iterator[Finding]:
    """IP PINs that the ledger does not tell of, or whose status is not what the ledger last says."""
    begun = select(LedgerEntry.ip_pin_id).where(LedgerEntry.kind.in_(_BEGIN))
    newest = select(func.max(LedgerEntry.id)).group_by(LedgerEntry.ip_pin_id)
    last = (
        select(IpPin.id, IpPin.status, LedgerEntry.kind, LedgerEntry.reason)
        .join(LedgerEntry, LedgerEntry.ip_pin_id == IpPin.id)
        .where(LedgerEntry.id.in_(newest))
    )
    with office.database.reading() as session:
        for number in session.scalars(select(IpPin.id).where(IpPin.id.not_in(begun)).order_by(IpPin.id)):
            wrong = "the ledger has no entry of its issue or import"
            yield Finding("ledger.missing", f"IP PIN row {number}", wrong, _TELL)
        for number, status, kind, reason in session.execute(last.order_by(IpPin.id)):
            expected = reason if kind == "import" else _ENDS.get(kind, "current")
            if status != expected:
                wrong = f"is {status}, but the last entry of the ledger makes it {expected}"
                yield Finding("ledger.status", f"IP PIN row {number}", wrong, _TELL)


def marks(office: Office) -> Iterator[Finding]:
    """IP PINs whose keyed mark is not that of the sealed number, of this taxpayer and year."""
    for number, whole in _whole(office, IpPin, _is_marked):
        if not whole:
            wrong = "its mark is not that of the number that was issued to this taxpayer for this year"
            yield Finding("pin.mark", f"IP PIN row {number}", wrong, _TELL)


def indexes(office: Office) -> Iterator[Finding]:
    """Taxpayers that nobody finds by their number, because its index or its last four digits were changed."""
    for number, whole in _whole(office, Taxpayer, _is_indexed):
        if not whole:
            wrong = "the index of the taxpayer number, or its last four digits, is not that of the sealed number"
            yield Finding("taxpayer.index", f"taxpayer row {number}", wrong, _TELL)


def _is_marked(pin: IpPin) -> bool:
    ledger.opened(pin, pin.taxpayer_id)
    return True


def _is_indexed(person: Taxpayer) -> bool:
    return person.tin_index == crypto.ring().tin_index(person.tin) and person.tin_last4 == person.tin[-4:]


def _whole(office: Office, model: type[_Row], is_whole) -> Iterator[tuple[int, bool]]:
    """Each row's id and whether it is whole; a row that does not open is not."""
    last = 0
    while True:
        with office.database.reading() as session:
            ids = session.scalars(select(model.id).where(model.id > last).order_by(model.id).limit(_CHUNK)).all()
            rows = _rows(session, model, ids)
            answers = [(number, _answer(rows, session, model, number, is_whole)) for number in ids]
        yield from answers
        if not ids:
            return
        last = ids[-1]


def _rows(session: Session, model: type[_Row], ids) -> dict[int, _Row] | None:
    """The rows by id; None where one of them does not open, which ends the whole query."""
    query = select(model).where(model.id.in_(ids))
    query = query.options(joinedload(IpPin.taxpayer)) if model is IpPin else query
    try:
        return {row.id: row for row in session.scalars(query)}
    except (errors.DeskError, ValueError, IndexError):
        return None


def _answer(rows, session: Session, model: type[_Row], number: int, is_whole) -> bool:
    try:
        row = rows[number] if rows is not None else session.get_one(model, number)
        return is_whole(row)
    except (errors.DeskError, ValueError, IndexError):
        return False
