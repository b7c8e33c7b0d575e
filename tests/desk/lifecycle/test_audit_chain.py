"""The trail holds over the change that gave events an account and a host."""

from sqlalchemy import select

from desk.lifecycle import audit
from desk.models import AuditEvent, AuditHead
from desk.system import crypto


def broken(desk) -> int | None:
    with desk.database.reading() as session:
        return audit.verify(session).broken_at


def test_events_from_before_the_columns_verify_beside_new_ones(desk):
    """What the mark of an old event covers has not changed."""
    with desk.database.transaction() as session:
        audit.record(session, "sue", "thing.done", "thing", 1)
        event, head = session.get_one(AuditEvent, 1), session.get_one(AuditHead, 1)
        event.account = event.host = None
        event.hash = head.hash = crypto.ring().audit_mac(audit._content(event))
        head.mac = None
        audit.seal(session)
    with desk.database.transaction() as session:
        audit.record(session, "sue", "thing.done", "thing", 2)
    assert broken(desk) is None


def test_neither_account_nor_host_can_be_changed_or_taken_away(desk):
    """An event cannot be passed off as one from before the columns."""
    with desk.database.transaction() as session:
        audit.record(session, "sue", "thing.done", "thing", 1)
    for changed in ({"host": "elsewhere"}, {"account": None}, {"account": None, "host": None}):
        with desk.database.transaction() as session:
            event = session.scalars(select(AuditEvent)).one()
            kept = {name: getattr(event, name) for name in ("account", "host")}
            for name, value in changed.items():
                setattr(event, name, value)
        assert broken(desk) == 1
        with desk.database.transaction() as session:
            for name, value in kept.items():
                setattr(session.scalars(select(AuditEvent)).one(), name, value)
    assert broken(desk) is None
