"""Looks: whatever a page shows of somebody is an audit event, with the session and the address it was asked from.

A view calls :func:`note` before it answers; tests/review_ui/web/test_looks.py asks every address. The same look by the
same session within a minute is one event: a page is shown with a picture of each of its boxes, and its script draws it
anew after each act.
"""

import threading
from collections.abc import Callable

import structlog
from flask import Flask, current_app, request, session
from flask_login import current_user

from desk import errors
from desk.matching import looking
from desk.office.accounts import Actor
from desk.system import calendar, machine
from review_ui.web import current

_SECONDS = 60
_MANY = 5_000  # looks remembered before the old ones are forgotten
_LARGEST = 2**31 - 1  # the number of a row
_STRANGER = Actor("nobody", "")


class Memory:
    """The looks of the last minute, in this process: another process may record the same look once more."""

    def __init__(self) -> None:
        self._at: dict[tuple, float] = {}
        self._lock = threading.Lock()

    def once(self, look: tuple, record: Callable[[], None]) -> None:
        """Record a look unless it is remembered; one that could not be recorded is forgotten."""
        now = calendar.ticks()
        with self._lock:
            if 0 <= now - self._at.get(look, -_SECONDS) < _SECONDS:
                return
            self._at[look] = now
            if len(self._at) > _MANY:
                self._at = {one: at for one, at in self._at.items() if 0 <= now - at < _SECONDS}
        try:
            record()
        except BaseException:
            with self._lock:
                self._at.pop(look, None)
            raise


def install(app: Flask) -> None:
    """Know the caller of each request before anything is done for it."""
    app.extensions["looks"] = Memory()
    app.before_request(_hear)
    app.teardown_request(lambda _: machine.set_caller())


def note(action: str, subject: str, number: int | None, /, **details: str | int) -> None:
    """Record that the person at hand looks at something; the same look by their session within a minute is one."""
    office, actor = current.office(), current.actor()
    look = (actor.name, *machine.caller(), action, subject, number, *sorted(details.items()))
    _memory().once(look, lambda: looking.record(office, actor, action, subject, number, **details))


def refused(status: int) -> None:
    """Record that somebody was refused; where the database is away, the refusal stands and the log tells of it."""
    actor = current.actor() if current_user.is_authenticated else _STRANGER
    place, number = request.endpoint or "unknown", (request.view_args or {}).get("document_id")
    if number is not None and number > _LARGEST:
        number = None
    look = (actor.name, *machine.caller(), place, number, status)
    told = {"status": status, "page": place}
    try:
        _memory().once(
            look, lambda: looking.record(current.office(), actor, looking.REFUSED, "document", number, **told)
        )
    except errors.DatabaseAway:
        structlog.get_logger("web").error("refusal_unrecorded", page=place, status=status)


def _memory() -> Memory:
    return current_app.extensions["looks"]


def _hear() -> None:
    machine.set_caller(machine.Caller(session.get("name"), request.remote_addr))
