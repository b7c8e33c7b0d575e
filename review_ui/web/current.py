"""The office, the person, and the database session of the current request."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import current_app, request
from flask_login import current_user
from sqlalchemy.orm import Session

from desk import errors
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office


def office() -> Office:
    """Return the open desk."""
    return current_app.extensions["office"]


def actor() -> Actor:
    """Return the person who makes the request."""
    return current_user.actor


def may(permission: str) -> bool:
    """Return whether this person has a permission; without a session nobody has."""
    return current_user.is_authenticated and accounts.may(current_user.role, permission)


def version() -> int:
    """Return the version of the document that the person saw; -1, which no document has, if the request has none."""
    return request.form.get("version", -1, type=int)


def day(name: str) -> date | None:
    """Return the day in a field of the form or address; ``None`` if it is empty."""
    text = request.values.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise errors.InvalidInput("write the day as year-month-day, such as 2026-03-02") from None


@contextmanager
def reading() -> Iterator[Session]:
    """Return a database session for reading."""
    with office().database.reading() as session:
        yield session
