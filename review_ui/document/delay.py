"""The delay case of a flagged return: the answer to the letter, the processable date, reopening, reminding."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from desk import errors
from desk.delays import cases
from desk.documents import labels
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_delay", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/delay")
@access.needs("decide")
def move(document_id: int) -> ResponseReturnValue:
    """Say what came of the case; released and identity theft end it."""
    new, note = request.form.get("state", ""), request.form.get("note", "")
    cases.move(current.office(), document_id, new, current.actor(), note, current.version())
    flash(f"{labels.delay(new)}.", "success")
    return acts.back(document_id)


@pages.post("/<int:document_id>/delay/reopen")
@access.needs("supervise")
def reopen(document_id: int) -> ResponseReturnValue:
    """Take up an ended case again."""
    reason = request.form.get("reason", "")
    cases.reopen(current.office(), document_id, current.actor(), reason, current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/delay/processable")
@access.needs("decide")
def processable(document_id: int) -> ResponseReturnValue:
    """The day on which the return was complete."""
    day = current.day("day")
    if day is None:
        raise errors.InvalidInput("say on which day the return was complete")
    cases.set_processable(current.office(), document_id, day, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/delay/remind")
@access.needs("decide")
def remind(document_id: int) -> ResponseReturnValue:
    """Draft a second letter."""
    done = cases.remind(current.office(), document_id, current.actor(), current.version())
    flash("A reminder is drafted." if done else "A letter is on its way already.", "success" if done else "info")
    return acts.back(document_id)
