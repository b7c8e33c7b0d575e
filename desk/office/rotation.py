"""Rotates the encryption key: adds a new first key, then encrypts every encrypted value and blob again.

Old keys stay in the key file until nothing is encrypted with them, so that an interrupted rotation continues at the
next run.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import Column, LargeBinary, Table, bindparam, select, type_coerce, update

from desk.lifecycle import audit
from desk.models import Base, MailBatch, Page, Scan
from desk.models.columns import Sealed
from desk.models.yearly import KeptReport
from desk.office.opening import Office
from desk.system import crypto

_CHUNK = 500


def rotate(office: Office, actor: str, tick: Callable[[int], object] = lambda _: None, fresh: bool = True) -> int:
    """Encrypt everything with a new key (``fresh=False``: with the newest one); return how many values changed.

    No other process of the desk may run at the same time, because it would not have the new key.
    """
    ring = crypto.ring().rotated() if fresh else crypto.ring()
    if fresh:
        crypto.save(office.settings.key_file, ring)
        crypto.use(ring)
    done = 0
    for table, column, context in _sealed_columns():
        for number in _reseal(office, table, column, context, ring):
            done += number
            tick(number)
    for blob in _blobs(office):
        office.store.put(blob, office.store.get(blob))
        done += 1
        tick(1)
    with office.database.transaction() as session:
        audit.record(session, actor, "keys.rotated", "keyring", None, key=ring.current, values=done)
    return done


def _sealed_columns() -> Iterator[tuple[Table, Column, str]]:
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed):
                yield table, column, column.type.context


def _reseal(office: Office, table: Table, column: Column, context: str, ring: crypto.Keyring) -> Iterator[int]:
    """Encrypt one column again, row by row; yield the number of changed values per chunk."""
    (key,) = table.primary_key.columns
    raw = type_coerce(column, LargeBinary)
    change = (
        update(table).where(key == bindparam("row")).values({column: type_coerce(bindparam("sealed"), LargeBinary)})
    )
    last = -1
    while True:
        with office.database.transaction() as session:
            rows = session.execute(
                select(key, raw).where(key > last, column.is_not(None)).order_by(key).limit(_CHUNK)
            ).all()
            old = [(number, value) for number, value in rows if ring.key_of(value) != ring.current]
            for number, value in old:
                plain = ring.open(value, context)
                session.connection().execute(change, {"row": number, "sealed": ring.seal(plain, context)})
        if not rows:
            return
        last = rows[-1][0]
        yield len(old)


def _blobs(office: Office) -> list[str]:
    with office.database.reading() as session:
        names = [*session.scalars(select(Scan.blob)), *session.scalars(select(Page.blob))]
        names += [name for name in session.scalars(select(MailBatch.blob)) if name is not None]
        names += [name for blobs in session.scalars(select(KeptReport.blobs)) for name in blobs.values()]
    return [name for name in names if office.store.exists(name)]
