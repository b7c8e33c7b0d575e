"""Rotates the encryption key: adds a new first key, then encrypts every encrypted value and blob again.

Old keys stay in the key file until nothing is encrypted with them, so that an interrupted rotation continues at the
next run.
"""

from collections.abc import Callable, Iterator

from sqlalchemy import inspect, select

from desk.lifecycle import audit
from desk.models import Base, MailBatch, Page, Scan
from desk.models.protection import seals
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
    for kind in _sealed_kinds():
        for number in _reseal(office, kind, ring):
            done += number
            tick(number)
    for blob in _blobs(office):
        office.store.put(blob, office.store.get(blob))
        done += 1
        tick(1)
    with office.database.transaction() as session:
        audit.record(session, actor, "keys.rotated", "keyring", None, key=ring.current, values=done)
    return done


def _sealed_kinds() -> Iterator[type[Base]]:
    """The classes of rows with an encrypted column."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        if seals.sealed_columns(mapper.class_):
            yield mapper.class_


def _reseal(office: Office, kind: type[Base], ring: crypto.Keyring) -> Iterator[int]:
    """Encrypt the columns of one table again, row by row; yield the number of changed values per chunk."""
    mapper, hidden, last = inspect(kind), seals.sealed_columns(kind), -1
    (key,) = mapper.primary_key
    while True:
        with office.database.transaction() as session:
            rows = session.scalars(select(kind).where(key > last).order_by(key).limit(_CHUNK)).all()
            done = sum(_renew(row, sealed, ring) for row in rows for sealed in hidden)
            last = mapper.primary_key_from_instance(rows[-1])[0] if rows else last
        if not rows:
            return
        yield done


def _renew(row: Base, sealed: seals.Sealed, ring: crypto.Keyring) -> bool:
    """Have a value encrypted again with its row; whether it was encrypted with an older key."""
    held = getattr(row, sealed.raw)
    if held is None or ring.key_of(held) == ring.current:
        return False
    sealed.__set__(row, sealed.__get__(row, type(row)))
    return True


def _blobs(office: Office) -> list[str]:
    with office.database.reading() as session:
        names = [*session.scalars(select(Scan.blob)), *session.scalars(select(Page.blob))]
        names += [name for name in session.scalars(select(MailBatch.blob)) if name is not None]
        names += [name for blobs in session.scalars(select(KeptReport.blobs)) for name in blobs.values()]
    return [name for name in names if office.store.exists(name)]
