"""What people see when something fails: a page, or a line for the page's script."""

import structlog
from flask import Flask, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError
from werkzeug.exceptions import HTTPException

from desk import errors
from review_ui.web import looks, shell

_STATUS = {
    errors.NotFound: 404,
    errors.NotAllowed: 403,
    errors.HeldByOther: 423,
    errors.ChangedMeanwhile: 409,
    errors.WrongState: 409,
    errors.InvalidInput: 422,
    errors.DatabaseAway: 503,
    errors.StoreAway: 503,
}
_REFUSED = (403, 423)
_NOT_NOW = "That is not for you to do here"
"""A rule's refusal, with its reason; a 403 from the gate is about the role."""
_TOLD = {
    400: ("That request could not be understood", "Go back and try again."),
    401: ("You are signed out", "Sign in again; nothing that you saved is lost."),
    403: ("Your role does not include this", "Ask somebody whose role does, or go back to your home page."),
    404: ("There is nothing here", "The address may be mistyped, or the record was never here."),
    405: ("That cannot be done here", "Go back and use the buttons of the page."),
    409: ("This has changed meanwhile", "Look at it again."),
    413: ("That is too large", "Scan the paper in parts."),
    423: ("Somebody else has this open", "Wait for them, or take it over."),
    422: ("Something is missing or not right", "Correct it and try again."),
    500: ("Something went wrong on the desk's side", "Nothing was changed. If it happens twice, tell support."),
    503: ("The desk's record does not answer", "Nothing was changed. Try again in a minute; then tell support."),
}


def install(app: Flask) -> None:
    """Answer errors in plain English."""
    app.register_error_handler(CSRFError, _stale)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(errors.DeskError, _desk)
    for kind in (OverflowError, DataError):
        app.register_error_handler(kind, _out_of_range)
    app.register_error_handler(Exception, _unforeseen)


def _stale(_: CSRFError) -> ResponseReturnValue:
    return _answer(400, "This page is too old", "Reload it and do it again; nothing was changed.")


def _http(bad: HTTPException) -> ResponseReturnValue:
    title, hint = _TOLD.get(bad.code or 500, _TOLD[500])
    return _answer(bad.code or 500, title, hint)


def _desk(bad: errors.DeskError) -> ResponseReturnValue:
    status = next((code for kind, code in _STATUS.items() if isinstance(bad, kind)), 400)
    title = _NOT_NOW if status == 403 else _TOLD[status][0]
    return _answer(status, title, f"{shell.sentence(str(bad))}.")


def _out_of_range(_: Exception) -> ResponseReturnValue:
    """Answer a number that no record can have, or a character that no text can, in an address or a form."""
    return _answer(422, _TOLD[422][0], "A number, a day or a sign in it cannot be kept.")


def _unforeseen(bad: Exception) -> ResponseReturnValue:
    """Log only the kind and place of a fault: its text may contain what nobody may read."""
    place = bad.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "unknown"
    structlog.get_logger("web").error("fault", kind=type(bad).__name__, where=where, endpoint=request.endpoint)
    return _answer(500, *_TOLD[500])


def _answer(status: int, title: str, hint: str) -> ResponseReturnValue:
    if status in _REFUSED:
        looks.refused(status)
    if request.headers.get("X-Part") or request.is_json:
        return jsonify(error={"title": title, "hint": hint}), status
    return render_template("failure.html", title=title, hint=hint, status=status), status
