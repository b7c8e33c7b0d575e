"""The delay cases of a flagged return: answers to letters, the processable date, reopening, reminders."""

from datetime import date

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from desk import errors
from desk.delays import cases, letters, refunds
from desk.delays.verifications import Proof
from desk.documents import labels
from desk.models.states import DelayState
from desk.program.identity import Documents
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_delay", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/delay")
@access.needs("decide")
def move(document_id: int) -> ResponseReturnValue:
    """Record the result of one case, with the proof of a verified one; released and theft end all of the return."""
    new, note, role, cause = (request.form.get(name, "") for name in ("state", "note", "role", "cause"))
    proof, actor, version = _proof() if new == DelayState.VERIFIED else None, current.actor(), current.version()
    cases.move(current.office(), document_id, new, actor, note, version, role or None, proof, cause or None)
    flash(f"{labels.delay(new)}.", "success")
    return acts.back(document_id)


def _proof() -> Proof:
    """How the identity was verified, from the form."""
    way = request.form.get("way", "")
    count = [request.form.get(name, 0, type=int) for name in ("pictures", "government", "all")]
    return Proof(way, request.form.get("questions", type=int), Documents(*count))


@pages.post("/<int:document_id>/delay/reopen")
@access.needs("supervise")
def reopen(document_id: int) -> ResponseReturnValue:
    """Reopen a return whose cases have ended."""
    reason = request.form.get("reason", "")
    cases.reopen(current.office(), document_id, current.actor(), reason, current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/delay/processable")
@access.needs("decide")
def processable(document_id: int) -> ResponseReturnValue:
    """Set the day on which the return was complete."""
    day = _day("say on which day the return was complete")
    cases.set_processable(current.office(), document_id, day, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/delay/remind")
@access.needs("decide")
def remind(document_id: int) -> ResponseReturnValue:
    """Draft a second letter to one signer."""
    roles = request.form.getlist("role")
    done = letters.remind(current.office(), document_id, current.actor(), current.version(), roles)
    flash("A reminder is drafted." if done else "A letter is on its way already.", "success" if done else "info")
    return acts.back(document_id)


@pages.post("/<int:document_id>/refund/freeze")
@access.needs("decide")
def freeze(document_id: int) -> ResponseReturnValue:
    """Record that the refund of a released return waits for bank data (CP53E)."""
    day = _day("say of which day the CP53E is")
    refunds.freeze(current.office(), document_id, day, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/refund/end")
@access.needs("decide")
def end_freeze(document_id: int) -> ResponseReturnValue:
    """End the freeze of the refund."""
    refunds.end(current.office(), document_id, request.form.get("how", ""), current.actor(), current.version())
    return acts.back(document_id)


def _day(missing: str) -> date:
    """The day from the form; raises :class:`errors.InvalidInput` that says what is missing."""
    day = current.day("day")
    if day is None:
        raise errors.InvalidInput(missing)
    return day
