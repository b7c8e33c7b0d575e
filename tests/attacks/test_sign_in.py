"""A flood of sign-ins: it costs others nothing but its share of the processor."""

import argon2
import pytest

from desk import errors
from desk.lifecycle import audit
from desk.office import accounts, passwords

GOOD = "four plain words here"


class WhileOthersWrite(argon2.PasswordHasher):
    """A hasher during whose work somebody else writes to the database."""

    def __init__(self, desk) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)
        self.desk, self.written = desk, 0

    def verify(self, hash, password) -> bool:
        self._write()
        return super().verify(hash, password)

    def hash(self, password, *, salt=None) -> str:
        self._write()
        return super().hash(password, salt=salt)

    def _write(self) -> None:
        with self.desk.database.transaction() as session:
            audit.record(session, "dan", "note.added", "document", None)
        self.written += 1


@pytest.fixture
def hasher(desk, monkeypatch) -> WhileOthersWrite:
    """That hasher, in use."""
    made = WhileOthersWrite(desk)
    monkeypatch.setattr(passwords, "hasher", made)
    return made


def test_others_write_while_passwords_are_checked_and_made(desk, hasher):
    """No password is hashed in a transaction, by whichever act: a clerk's note never waits for a stranger's tries."""
    first = accounts.add(desk, "carla", "clerk", "4711")
    user = accounts.sign_in(desk, "carla", first)
    accounts.change_password(desk, user.id, first, GOOD)
    accounts.confirm(desk, user.id, GOOD, "print")
    with pytest.raises(errors.InvalidInput):
        accounts.confirm(desk, user.id, "wrong", "print")
    assert accounts.sign_in(desk, "carla", "wrong") is accounts.sign_in(desk, "nobody", GOOD) is None
    accounts.reset(desk, "carla")
    assert hasher.written >= 8


def test_a_password_that_changes_while_it_is_checked_opens_nothing(desk, monkeypatch):
    """Whoever was reset in that moment is refused."""
    first = accounts.add(desk, "carla", "clerk", "4711")
    check = passwords.fits

    def reset_meanwhile(kept, password):
        right = check(kept, password)
        monkeypatch.setattr(passwords, "fits", check)
        accounts.reset(desk, "carla")
        return right

    monkeypatch.setattr(passwords, "fits", reset_meanwhile)
    assert accounts.sign_in(desk, "carla", first) is None
