"""Identifies the person who acts outside the browser: by password and, on a desk that requires codes, by a code.

The checks are those of signing in: the role counts, wrong tries lock the account, and each try is recorded.
"""

from datetime import UTC, datetime

from sqlalchemy import func, select

from desk import errors
from desk.models import User
from desk.office import accounts, codes
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.system import calendar


def vouch(office: Office, name: str, password: str, code: str = "") -> Actor:
    """Return the person of that account, for one act; raises :class:`errors.NotAllowed` with the reason.

    The message never says whether name, password, or code was wrong.
    """
    with_code = office.settings.asks_code
    user = accounts.sign_in(office, name, password, with_code)
    if user is not None and with_code:
        if user.totp_step is None:
            raise errors.NotAllowed("set up your sign-in app first: sign in once in the browser")
        user = codes.sign_in(office, user.id, user.epoch, code)
    if user is None:
        raise errors.NotAllowed(
            "name, password or code is not right, or the account is locked or closed: nothing was done. "
            "Three wrong tries lock an account for a quarter of an hour"
        )
    if user.one_time:
        raise errors.NotAllowed("choose a password of your own first: sign in once in the browser")
    if user.staff_number is None:
        raise errors.NotAllowed("this account has no staff number: have it added with `ippin users number`")
    return Actor(user.name, user.role)


def held_until(office: Office, name: str) -> datetime | None:
    """When an account opens that was made, reset or changed without enough people; None if it is open."""
    with office.database.reading() as session:
        until = session.scalar(select(User.locked_until).where(func.lower(User.name) == name.strip().lower())) or 0
    return datetime.fromtimestamp(until, UTC) if until > calendar.ticks() else None
