"""Passwords: stored as argon2 hashes, checked a few at a time, and required to be good enough.

A check costs 0.1 s and 64 MiB by design (RFC 9106). It is therefore never done while the database is locked for
writing, and many checks at once use two processors at most.
"""

import functools
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from desk import errors

SHORTEST = 12
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_AT_ONCE = threading.BoundedSemaphore(2)
hasher = PasswordHasher()


def hashed(password: str) -> str:
    """Return the hash of a password."""
    with _AT_ONCE:
        return hasher.hash(password)


def fits(kept: str | None, password: str) -> bool:
    """Return whether this is the password of that hash; without a hash, it takes the same time."""
    with _AT_ONCE:
        nobody = _hash_of_nobody()
        try:
            return hasher.verify(kept or nobody, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


@functools.cache
def _hash_of_nobody() -> str:
    """A hash that no password fits, made at the first check and not at each start."""
    return hasher.hash(secrets.token_hex(16))


def renewed(kept: str, password: str) -> str:
    """Return the hash to store from now on: the same one, unless the settings for hashes are stronger now."""
    return hashed(password) if hasher.check_needs_rehash(kept) else kept


def one_time() -> str:
    """Return sixteen random letters in groups of four, without letters that look alike."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def demand_good(name: str, old: str, new: str) -> None:
    """Raise :class:`errors.InvalidInput` unless the new password of the person with that name is good enough."""
    if len(new) < SHORTEST:
        raise errors.InvalidInput(
            f"a password has at least {SHORTEST} characters: three or four words are easy to keep"
        )
    if new == old or name.lower() in new.lower():
        raise errors.InvalidInput("the new password must differ from the old one and not contain your name")
