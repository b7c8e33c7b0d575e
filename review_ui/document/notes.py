"""Notes on a document, and papers that are not ours: set aside, reopened, or identified as something else."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from desk.documents import notes
from desk.review import misfits
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_notes", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/notes")
@access.needs("decide")
def add(document_id: int) -> ResponseReturnValue:
    """Add a note."""
    notes.add(current.office(), document_id, request.form.get("text", ""), current.actor())
    flash("The note is saved.", "success")
    return acts.back(document_id)


@pages.post("/<int:document_id>/aside")
@access.needs("decide")
def set_aside(document_id: int) -> ResponseReturnValue:
    """Close a paper that is not one of ours, with the reason; or ask that another person does."""
    way, reason = request.form.get("way", ""), request.form.get("reason", "")
    version = current.version()
    if "ask" in request.form:
        misfits.ask_aside(current.office(), document_id, reason, current.actor(), version)
        flash("Another person sets this affidavit aside.", "success")
        return acts.back(document_id)
    misfits.set_aside(current.office(), document_id, way, reason, current.actor(), version)
    flash(f"{misfits.WAYS[way]}. The paper is closed.", "success")
    return acts.back(document_id)


@pages.post("/<int:document_id>/take-up")
@access.needs("decide")
def take_up(document_id: int) -> ResponseReturnValue:
    """Reopen a paper that was set aside."""
    reason = request.form.get("reason", "")
    misfits.take_up(current.office(), document_id, reason, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/unidentify")
@access.needs("decide")
def forget_kind(document_id: int) -> ResponseReturnValue:
    """Record that a paper was identified wrongly."""
    misfits.forget_kind(current.office(), document_id, current.actor(), current.version())
    return acts.back(document_id)
