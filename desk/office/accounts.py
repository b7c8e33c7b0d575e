"""The accounts of the people who work here: roles, permissions, lockout.

A role is a list of permissions; every page and action names the one that it needs. A password is checked before the
transaction that depends on it begins (desk/office/passwords). Three wrong tries lock an account for 15 minutes
(domain.md 9). An account's ``epoch`` is raised to end all its sessions. Each staff number has one account, counting
closed ones, so that two names are always two people.

Whoever makes or resets an account knows its password until its owner has changed it. So two other people vouch for
that with their passwords, one of them a supervisor (:func:`_hold`); otherwise the account opens a day later, when its
owner has had time to see it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import AuditEvent, User
from desk.models.protection import marks
from desk.office import passwords, staff_numbers
from desk.office.opening import Office
from desk.program import free_text
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
_TRIES = 3
_LOCK_SECONDS = 15 * 60
_HOLD_SECONDS = 24 * 60 * 60
_NAME_LENGTH = 40


@dataclass(frozen=True)
class Actor:
    """The person who acts: the name for the records, and the role."""

    name: str
    role: str


OPERATOR = Actor("command line", "operator")
"""The person who runs commands on the desk's own machine."""
WATCHER = "watched folder"
"""The actor of what was found in a folder: anybody may have put it there."""
IMPORTER = "import"
"""The actor of an import for which nobody gave a password: it may have been anybody."""
UNNAMED = (OPERATOR.name, WATCHER, IMPORTER)
"""Actors behind which any person may be; none of them is the name of an account."""


def may(role: str, permission: str) -> bool:
    """Return whether a role has a permission; False if either is unknown."""
    return role in PERMISSIONS.get(permission, ())


def add(office: Office, name: str, role: str, staff_number: str, vouchers: Sequence[Actor] = ()) -> str:
    """Create an account and return its one-time password, which is shown once and not stored.

    Raises :class:`errors.InvalidInput` for a name, role or staff number that cannot be; ``vouchers``: :func:`_hold`.
    """
    name = name.strip()
    if not 2 <= len(name) <= _NAME_LENGTH or not name.isprintable() or name.lower() in UNNAMED:
        raise errors.InvalidInput(f"a user name has 2 to {_NAME_LENGTH} characters and is none of the desk's own")
    free_text.demand_none_in_name(name)
    _demand_role(role)
    password = passwords.one_time()
    kept = passwords.hashed(password)
    with office.database.transaction() as session:
        if _by_name(session, name):
            raise errors.InvalidInput("there is an account of that name: choose another, or reset its password")
        user = User(name=name, role=role, password_hash=kept)
        staff_numbers.give(session, user, staff_number)
        session.add(user)
        session.flush()
        audit.record(session, OPERATOR.name, "user.added", "user", user.id, role=role, **_hold(session, user, vouchers))
    return password


def number(office: Office, name: str, staff_number: str, vouchers: Sequence[Actor] = ()) -> None:
    """Set the staff number of an account that has none; raises :class:`errors.WrongState` if it has one."""
    with office.database.transaction() as session:
        user = _known(session, name)
        if user.staff_number is not None:
            raise errors.WrongState("this account has a staff number: it does not pass to another person")
        staff_numbers.give(session, user, staff_number)
        user.epoch += 1
        audit.record(session, OPERATOR.name, "user.numbered", "user", user.id, **_hold(session, user, vouchers))


def change_role(office: Office, name: str, role: str, vouchers: Sequence[Actor] = ()) -> None:
    """Change a person's role and end the sessions; the records keep the same name."""
    _demand_role(role)
    with office.database.transaction() as session:
        user = _known(session, name)
        user.role = role
        user.epoch += 1
        told = {"role": role, **_hold(session, user, vouchers)}
        audit.record(session, OPERATOR.name, "user.role_changed", "user", user.id, **told)


def reset(office: Office, name: str, vouchers: Sequence[Actor] = ()) -> str:
    """Return a new one-time password for an account, remove its sign-in app, unlock it, and end its sessions."""
    password = passwords.one_time()
    kept = passwords.hashed(password)
    with office.database.transaction() as session:
        user = _known(session, name)
        if user.staff_number is None:
            raise errors.WrongState("this account has no staff number: give it one with `ippin users number`")
        user.password_hash, user.one_time, user.active = kept, True, True
        user.failures, user.locked_until = 0, 0
        user.totp, user.totp_step = None, None
        user.epoch += 1
        audit.record(session, OPERATOR.name, "user.reset", "user", user.id, **_hold(session, user, vouchers))
    return password


def disable(office: Office, name: str) -> None:
    """Close an account and end its sessions; the records keep its name."""
    with office.database.transaction() as session:
        user = _known(session, name)
        user.active = False
        user.epoch += 1
        audit.record(session, OPERATOR.name, "user.disabled", "user", user.id)


def everyone(session: Session) -> list[User]:
    """Return every account, by name."""
    return list(session.scalars(select(User).order_by(User.name)))


def sign_in(office: Office, name: str, password: str, with_code: bool = False) -> User | None:
    """Return the account if name and password are correct and it is neither disabled nor locked, else None.

    An unknown name takes the same time, and the caller never learns which part was wrong. ``with_code``: an account
    with a sign-in app is not signed in yet (desk/office/codes), and its wrong tries still count.
    """
    kept = _kept(office, lambda session: _by_name(session, name.strip()))
    right = passwords.fits(kept, password)
    if _is_changed(office, name):
        return None
    renewed = passwords.renewed(kept, password) if kept and right else kept
    with office.database.transaction() as session:
        user = _by_name(session, name.strip(), lock=True)
        if user is None:
            audit.record(session, "nobody", "user.refused", "user", None)
            return None
        if not user.active or user.locked_until > calendar.ticks():
            audit.record(session, user.name, "user.refused", "user", user.id)
            return None
        if not right or renewed is None or user.password_hash != kept:
            count_failure(session, user)
            return None
        user.password_hash = renewed
        if with_code and user.totp_step is not None:
            audit.record(session, user.name, "user.password_right", "user", user.id)
        else:
            user.failures = 0
            audit.record(session, user.name, "user.signed_in", "user", user.id)
        return user


def change_password(office: Office, user_id: int, old: str, new: str) -> User:
    """Set a password that the owner chose, and end the other sessions of the account.

    Wrong entries of the current password count toward the lock. Raises :class:`errors.InvalidInput` if it is wrong, if
    the account is locked, or if the new password is not acceptable.
    """
    kept = _kept(office, lambda session: session.get(User, user_id))
    right = passwords.fits(kept, old)
    chosen = passwords.hashed(new) if right else ""
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None and right and _is_open(user, kept):
            passwords.demand_good(user.name, old, new)
            user.password_hash, user.one_time, user.failures = chosen, False, 0
            user.epoch += 1
            audit.record(session, user.name, "user.password_changed", "user", user.id)
            return user
        if user is not None:
            count_failure(session, user)
    raise errors.InvalidInput("the present password is not right. Three wrong tries lock the account")


def confirm(office: Office, user_id: int, password: str, why: str) -> None:
    """Check the password again before an action that nobody may do in another person's open session.

    Each try is recorded, with the purpose ``why`` in one word; wrong tries count toward the lock. Raises
    :class:`errors.InvalidInput` if the password is wrong or the account is locked.
    """
    kept = _kept(office, lambda session: session.get(User, user_id))
    right = passwords.fits(kept, password)
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None and right and _is_open(user, kept):
            user.failures = 0
            audit.record(session, user.name, "user.confirmed", "user", user.id, why=why)
            return
        if user is not None:
            count_failure(session, user)
    raise errors.InvalidInput("the password is not right: nothing was done. Three wrong tries lock the account")


def _hold(session: Session, user: User, vouchers: Sequence[Actor]) -> dict[str, str]:
    """Close an account for a day unless two others vouch for what was done to it, one a supervisor; who vouched.

    As long as fewer others have ever chosen a password, they are enough. Where no supervisor is among them, none is
    needed.
    """
    chosen = select(AuditEvent.subject_id).where(
        AuditEvent.subject == "user", AuditEvent.action == "user.password_changed"
    )
    others = session.scalars(select(User).where(User.id.in_(chosen), User.id != user.id)).all()
    names = {one.name for one in vouchers} - {user.name}
    supervised = any(may(one.role, "supervise") for one in vouchers if one.name in names)
    wanted = any(may(one.role, "supervise") for one in others)
    if len(names) < min(2, len(others)) or wanted > supervised:
        user.locked_until = calendar.ticks() + _HOLD_SECONDS
    return {"vouched": ", ".join(sorted(names))}


def _is_changed(office: Office, name: str) -> bool:
    """Whether the row of an account was changed outside of the desk; the try to use it is recorded."""
    with office.database.reading() as session:
        user = _by_name(session, name.strip())
        if user is None or marks.is_sound(user):
            return False
    with office.database.transaction() as session:
        audit.record(session, "nobody", "user.refused", "user", user.id, why="changed")
    return True


def _kept(office: Office, find: Callable[[Session], User | None]) -> str | None:
    """The hash of an account's password; None if there is no such account."""
    with office.database.reading() as session:
        user = find(session)
        return user.password_hash if user else None


def _is_open(user: User, kept: str | None) -> bool:
    """Whether the account is not locked and its password is still the one that was checked."""
    return user.locked_until <= calendar.ticks() and user.password_hash == kept


def load(office: Office, user_id: int, epoch: int) -> User | None:
    """Return the account of a session; ``None`` if it is disabled, its epoch has changed, or its row was forged."""
    with office.database.reading() as session:
        user = session.get(User, user_id)
        stands = user is not None and user.active and user.epoch == epoch and marks.is_sound(user)
        return user if stands else None


def sign_out(office: Office, user_id: int) -> None:
    """End every session of an account, so that a copied cookie becomes worthless."""
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is not None:
            user.epoch += 1
            audit.record(session, user.name, "user.signed_out", "user", user.id)


def count_failure(session: Session, user: User) -> None:
    """Count a wrong try within the caller's transaction; the third in a row locks the account."""
    user.failures += 1
    if user.failures >= _TRIES:
        user.failures, user.locked_until = 0, max(user.locked_until, calendar.ticks() + _LOCK_SECONDS)
        audit.record(session, user.name, "user.locked", "user", user.id)
    else:
        audit.record(session, user.name, "user.refused", "user", user.id)


def _by_name(session: Session, name: str, lock: bool = False) -> User | None:
    found = select(User).where(func.lower(User.name) == name.lower())
    return session.scalar(found.with_for_update() if lock else found)


def _known(session: Session, name: str) -> User:
    user = _by_name(session, name.strip(), lock=True)
    if user is None:
        raise errors.NotFound("there is no account of that name: see `ippin users list`")
    return user


def _demand_role(role: str) -> None:
    if role not in ROLES:
        raise errors.InvalidInput(f"the role is one of: {', '.join(ROLES)}")
