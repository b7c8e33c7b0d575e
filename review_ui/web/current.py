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
    """The open desk."""
    return current_app.extensions["office"]


def actor() -> Actor:
    """Who asks."""
    return current_user.actor


def may(permission: str) -> bool:
    """Whether the person at hand has a permission; nobody signed in has none."""
    return current_user.is_authenticated and accounts.may(current_user.role, permission)


def version() -> int:
    """The version of the document that the person saw; -1, which none has, where the request does not say."""
    return request.form.get("version", -1, type=int)


def day(name: str) -> date | None:
    """A day that was asked for or filled in; ``None`` where the field is empty."""
    text = request.values.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise errors.InvalidInput("write the day as year-month-day, such as 2026-03-02") from None


@contextmanager
def reading() -> Iterator[Session]:
    """A database session for looking."""
    with office().database.reading() as session:
        yield session
