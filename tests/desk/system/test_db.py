"""The unit of work: all or nothing, and plain words when the database is away."""

import pytest
from sqlalchemy import select, text

from desk import errors
from desk.models import AuditHead
from desk.system import db


def test_what_follows_the_commit_waits_for_it(desk):
    """It is done once after a commit, and never after a failure."""
    done = []
    with desk.database.transaction() as session:
        db.after_commit(session, lambda: done.append("kept"))
        assert done == []
    with pytest.raises(ZeroDivisionError), desk.database.transaction() as session:
        db.after_commit(session, lambda: done.append("lost"))
        session.add(AuditHead(id=1, event_id=0, hash=b""))
        raise ZeroDivisionError
    assert done == ["kept"]
    with desk.database.reading() as session:
        assert session.scalar(select(AuditHead)) is None


def test_a_database_that_fails_is_told_in_words(desk):
    """Locked, full, gone or read-only: a sentence for people, without the statement and its values."""
    with pytest.raises(errors.DatabaseAway, match="does not answer") as told, desk.database.transaction() as session:
        session.execute(text("SELECT 400001234 FROM gone"))
    assert "400001234" not in str(told.value)
    assert told.value.__cause__ is None
