"""One-time codes from a sign-in app (TOTP, RFC 6238): set up once, required at each sign-in, never accepted twice.

The secret is stored encrypted in the account's row; ``ippin users reset`` deletes it. A code is valid in its own half
minute and in the ones before and after, because clocks differ. Wrong codes count toward the lock as passwords do.
"""

import hmac

import pyotp
from pyotp.totp import TOTP

from desk import errors
from desk.lifecycle import audit
from desk.models import User
from desk.office import accounts
from desk.office.opening import Office
from desk.system import calendar, db

ISSUER = "IP PIN Paper Desk"
_MISSING = "there is no such account"
_STEP = 30
_BESIDE = 1


def invitation(office: Office, user_id: int) -> str:
    """Return the ``otpauth:`` address that a sign-in app reads; it stays the same until a first code confirms the app.

    Raises :class:`errors.WrongState` if an app is confirmed already; the account must be reset first.
    """
    with office.database.transaction() as session:
        user = db.get(session, User, user_id, _MISSING, lock=True)
        if user.totp_step is not None:
            raise errors.WrongState("your sign-in app is set up: `ippin users reset` lets you set up another")
        if user.totp is None:
            user.totp = pyotp.random_base32()
            audit.record(session, user.name, "user.code_offered", "user", user.id)
        return TOTP(user.totp).provisioning_uri(name=user.name, issuer_name=ISSUER)


def prove(office: Office, user_id: int, code: str) -> None:
    """Confirm the app by its first code; each sign-in then requires one. Raises :class:`errors.InvalidInput`."""
    with office.database.transaction() as session:
        user = db.get(session, User, user_id, _MISSING, lock=True)
        right = user.totp_step is None and _take(user, code)
        if right:
            audit.record(session, user.name, "user.code_set_up", "user", user.id)
    if not right:
        raise errors.InvalidInput("that is not the code that the app shows: wait for the next one, and check its clock")


def sign_in(office: Office, user_id: int, epoch: int, code: str) -> User | None:
    """Return the account if the code is correct and new and the account is neither disabled nor locked, else None."""
    with office.database.transaction() as session:
        user = session.get(User, user_id, with_for_update=True)
        if user is None or not user.active or user.epoch != epoch:
            return None
        if user.locked_until > calendar.ticks():
            audit.record(session, user.name, "user.refused", "user", user.id)
            return None
        if user.totp_step is None or not _take(user, code):
            accounts.count_failure(session, user)
            return None
        user.failures = 0
        audit.record(session, user.name, "user.signed_in", "user", user.id, code=True)
        return user


def _take(user: User, code: str) -> bool:
    """Accept a code if it is correct and newer than the last accepted one; return whether it was accepted."""
    if user.totp is None:
        return False
    typed = "".join(code.split())
    here = int(calendar.unix_time()) // _STEP
    for step in range(here - _BESIDE, here + _BESIDE + 1):
        right = hmac.compare_digest(TOTP(user.totp).at(step * _STEP).encode(), typed.encode())
        if right and step > (user.totp_step or 0):
            user.totp_step = step
            return True
    return False
