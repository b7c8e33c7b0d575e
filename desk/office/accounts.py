"""The people who may work here: accounts, roles, permissions, passwords, lockout.

A role is a list of permissions; every page and action names the one that it needs. Passwords are
kept as argon2 hashes only. Three wrong tries lock an account for a quarter of an hour
(domain.md 9). An account's ``epoch`` rises whenever every session of it must end. A staff number has
one account, closed ones included: where two people are needed, two names are two people.
"""

import re
import secrets
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import User
from desk.office.opening import Office
from desk.system import calendar

ROLES = ("mailroom", "clerk", "supervisor", "auditor")
PERMISSIONS: dict[str, frozenset[str]] = {
    "home": frozenset(ROLES),
    "receive": frozenset({"mailroom", "supervisor"}),
    "read": frozenset({"clerk", "supervisor", "auditor"}),
    "key": frozenset({"clerk", "supervisor"}),
    "decide": frozenset({"clerk", "supervisor"}),
    "reveal": frozenset({"clerk", "supervisor"}),
    "supervise": frozenset({"supervisor"}),
    "notices": frozenset({"mailroom", "clerk", "supervisor", "auditor"}),
    "mail": frozenset({"mailroom", "supervisor"}),
    "reports": frozenset({"supervisor", "auditor"}),
    "audit": frozenset({"supervisor", "auditor"}),
}
SHORTEST = 12
_TRIES = 3
_LOCK_SECONDS = 15 * 60
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_NAME_LENGTH = 40
_STAFF_NUMBER = re.compile(r"(?!\d{9}$)[A-Z0-9]{2,20}", re.ASCII)
hasher = PasswordHasher()
_NOBODY = hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True)
class Actor:
    """Who does something: the name that records keep, and the role it is done in."""

    name: str
    role: str


OPERATOR = Actor("command line", "operator")
"""The person who runs commands on the desk's own machine."""


def may(role: str, permission: str) -> bool:
    """Whether a role has a permission; False if either is unknown."""
    return role in PERMISSIONS.get(permission, ())


def add(office: Office, name: str, role: str, staff_number: str, actor: Actor = OPERATOR) -> str:
    """Create an account and return its one-time password, which is shown once and stored nowhere.

    :class:`errors.InvalidInput` where the name or the staff number has an account already.
    """
    name = name.strip()
    if not 2 <= len(name) <= _NAME_LENGTH or not name.isprintable():
        raise errors.InvalidInput(f"a user name has 2 to {_NAME_LENGTH} characters")
    _demand_role(role)
    password = _one_time()
    with office.database.transaction() as session:
        if _by_name(session, name):
            raise errors.InvalidInput("there is an account of that name: choose another, or reset its password")
        user = User(name=name, role=role, password_hash=hasher.hash(password))
        _number(session, user, staff_number)
        session.add(user)
        session.flush()
        audit.record(session, actor.name, "user.added", "user", user.id, role=role)
    return password


def number(office: Office, name: str, staff_number: str, actor: Actor = OPERATOR) -> None:
    """Give an account from before staff numbers its number; one that has a number keeps it."""
    with office.database.transaction() as session:
        user = _known(session, name)
        if user.staff_number is not None:
            raise errors.WrongState("this account has a staff number: it does not pass to another person")
        _number(session, user, staff_number)
        audit.record(session, actor.name, "user.numbered", "user", user.id)


def change_role(office: Office, name: str, role: str, actor: Actor = OPERATOR) -> None:
    """Give the same person another role; they sign in again. What they did stays under the one name."""
    _demand_role(role)
    with office.database.transaction() as session:
        user = _known(session, name)
        user.role = role
        user.epoch += 1
        audit.record(session, actor.name, "user.role_changed", "user", user.id, role=role)


def reset(office: Office, name: str, actor: Actor = OPERATOR) -> str:
    """Give an account a new one-time password, forget its sign-in app, unlock it, and end its sessions."""
    password = _one_time()
    with office.database.transaction() as session:
        user = _known(session, name)
        if user.staff_number is None:
            raise errors.WrongState("this account has no staff number: give it one with `ippin users number`")
        user.password_hash, user.one_time, user.active = hasher.hash(password), True, True
        user.failures, user.locked_until = 0, 0
        user.totp, user.totp_step = None, None
        user.epoch += 1
        audit.record(session, actor.name, "user.reset", "user", user.id)
    return password


def disable(office: Office, name: str, actor: Actor = OPERATOR) -> None:
    """Close an account and end its sessions; what it did stays on record under its name."""
    with office.database.transaction() as session:
        user = _known(session, name)
        user.active = False
        user.epoch += 1
        audit.record(session, actor.name, "user.disabled", "user", user.id)


def everyone(session: Session) -> list[User]:
    """Every account, by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def sign_in(office: Office, name: str, password: str, with_code: bool = False) -> User | None:
    """The account, if name and password are correct and it is neither disabled nor locked.

    The answer takes equally long for an unknown name, and never says which part was wrong. ``with_code``:
    an account with a sign-in app is not signed in yet (desk/office/codes), and its wrong tries still count.
    """
    with office.database.transaction() as session:
        user = _by_name(session, name.strip())
        right = _verify(user.password_hash if user else _NOBODY, password)
        if user is None:
            audit.record(session, "nobody", "user.refused", "user", None)
            return None
        if not user.active or user.locked_until > calendar.ticks():
            audit.record(session, user.name, "user.refused", "user", user.id)
            return None
        if not right:
            count_failure(session, user)
            return None
        if hasher.check_needs_rehash(user.password_hash):
            user.password_hash = hasher.hash(password)
        if with_code and user.totp_step is not None:
            audit.record(session, user.name, "user.password_right", "user", user.id)
        else:
            user.failures = 0
            audit.record(session, user.name, "user.signed_in", "user", user.id)
        return user


def change_password(office: Office, user_id: int, old: str, new: str) -> User:
    """Replace a password with one that its owner chose; other sessions of the account end.

    Wrong entries of the current password count toward the lock. :class:`errors.InvalidInput` if it is wrong, if the
    account is locked, or if the new password is not acceptable.
    """
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None and _is_right(user, old):
            _demand_good(user, old, new)
            user.password_hash, user.one_time, user.failures = hasher.hash(new), False, 0
            user.epoch += 1
            audit.record(session, user.name, "user.password_changed", "user", user.id)
            return user
        if user is not None:
            count_failure(session, user)
    raise errors.InvalidInput("the present password is not right. Three wrong tries lock the account")


def confirm(office: Office, user_id: int, password: str, why: str) -> None:
    """Check the password again before an action that must not happen in somebody else's session.

    Right or wrong it is on record; wrong tries count towards the lock. :class:`errors.InvalidInput`
    when it is wrong or the account is locked; ``why`` says in one word what it was asked for.
    """
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None and _is_right(user, password):
            user.failures = 0
            audit.record(session, user.name, "user.confirmed", "user", user.id, why=why)
            return
        if user is not None:
            count_failure(session, user)
    raise errors.InvalidInput("the password is not right: nothing was done. Three wrong tries lock the account")


def _is_right(user: User, password: str) -> bool:
    """Whether this is the password of an account that is not locked."""
    return user.locked_until <= calendar.ticks() and _verify(user.password_hash, password)


def load(office: Office, user_id: int, epoch: int) -> User | None:
    """The account of a running session; ``None`` once it is disabled or its epoch has passed."""
    with office.database.reading() as session:
        user = session.get(User, user_id)
        return user if user is not None and user.active and user.epoch == epoch else None


def sign_out(office: Office, user_id: int) -> None:
    """End every session of an account, so that a copied cookie is worthless afterward."""
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None:
            user.epoch += 1
            audit.record(session, user.name, "user.signed_out", "user", user.id)


def count_failure(session: Session, user: User) -> None:
    """Count a wrong try in the same transaction; the third in a row locks the account."""
    user.failures += 1
    if user.failures >= _TRIES:
        user.failures, user.locked_until = 0, calendar.ticks() + _LOCK_SECONDS
        audit.record(session, user.name, "user.locked", "user", user.id)
    else:
        audit.record(session, user.name, "user.refused", "user", user.id)


def _one_time() -> str:
    """Sixteen letters in groups of four, none of them easily mistaken for another."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(4))


def _by_name(session: Session, name: str) -> User | None:
    return session.scalar(select(User).where(func.lower(User.name) == name.lower()).with_for_update())


def _known(session: Session, name: str) -> User:
    user = _by_name(session, name.strip())
    if user is None:
        raise errors.NotFound("there is no account of that name: see `ippin users list`")
    return user


def _demand_role(role: str) -> None:
    if role not in ROLES:
        raise errors.InvalidInput(f"the role is one of: {', '.join(ROLES)}")


def _number(session: Session, user: User, staff_number: str) -> None:
    """Set the number in its one spelling: capitals, no spaces, hyphens, or leading zeros."""
    plain = re.sub(r"[\s-]", "", staff_number).upper().lstrip("0")
    if not _STAFF_NUMBER.fullmatch(plain):
        raise errors.InvalidInput("a staff number has 2 to 20 letters and digits, and is no taxpayer number")
    other = session.scalar(select(User.name).where(User.staff_number == plain))
    if other is not None:
        raise errors.InvalidInput(
            f"that staff number has the account {other}: a person has one. Give it another role, or reset it"
        )
    user.staff_number = plain


def _verify(kept: str, password: str) -> bool:
    try:
        return hasher.verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False


def _demand_good(user: User, old: str, new: str) -> None:
    if len(new) < SHORTEST:
        raise errors.InvalidInput(
            f"a password has at least {SHORTEST} characters: three or four words are easy to keep"
        )
    if new == old or user.name.lower() in new.lower():
        raise errors.InvalidInput("the new password must differ from the old one and not contain your name")
