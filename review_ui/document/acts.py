"""What people do on the document page: accept and correct, look, call, choose, enter the postmark, decide, undo."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk.documents import labels, masking
from desk.program.words import KeyingMode
from desk.reading import keying
from desk.review import calls, decisions, identification, undoing
from review_ui.document import page
from review_ui.web import access, current

pages = Blueprint("document_acts", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/fields/<field>")
@access.needs("key")
def correct(document_id: int, field: str) -> ResponseReturnValue:
    """Accept or correct one field; the recommendation follows from it."""
    state, value = request.form.get("state", "read"), request.form.get("value", "")
    version = current.version()
    keying.key(current.office(), document_id, field, value, state, KeyingMode.CORRECTION, current.actor(), version)
    return back(document_id)


@pages.post("/<int:document_id>/look/<field>")
@access.needs("reveal")
def look(document_id: int, field: str) -> ResponseReturnValue:
    """Uncover a number, a box, or a veiled page; this is recorded."""
    masking.reveal(current.office(), document_id, field, current.actor())
    if "second" in request.form:
        return redirect(url_for("document_looks.show", document_id=document_id))
    return back(document_id)


@pages.post("/<int:document_id>/blind/<field>")
@access.needs("key")
def key_blind(document_id: int, field: str) -> ResponseReturnValue:
    """Key a box blind beside its document, which hides the reading; the recommendation follows from it."""
    state, value = request.form.get("state", "read"), request.form.get("value", "")
    keying.key_blind(current.office(), document_id, field, value, state, current.actor())
    return back(document_id)


@pages.post("/<int:document_id>/written/<field>")
@access.needs("key")
def contradict(document_id: int, field: str) -> ResponseReturnValue:
    """Record that a PIN box is not empty, although the machine saw nothing; others then key it."""
    value, version = request.form.get("value"), current.version()
    keying.contradict(current.office(), document_id, field, value, current.actor(), version)
    return back(document_id)


@pages.post("/<int:document_id>/call")
@access.needs("decide")
def call(document_id: int) -> ResponseReturnValue:
    """Record an identity call."""
    outcome, passed = request.form.get("outcome", ""), request.form.get("questions", type=int)
    calls.record_call(current.office(), document_id, outcome, current.actor(), passed, current.version())
    flash(f"Call recorded: {page.CALLS[outcome].lower()}.", "success")
    return back(document_id)


@pages.post("/<int:document_id>/person/<role>")
@access.needs("decide")
def choose(document_id: int, role: str) -> ResponseReturnValue:
    """Choose the taxpayer of a person on the document; an empty choice means that nobody on record is meant."""
    taxpayer, version = request.form.get("taxpayer", type=int), current.version()
    identification.choose_person(current.office(), document_id, role, taxpayer, current.actor(), version)
    return back(document_id)


@pages.post("/<int:document_id>/postmark")
@access.needs("decide")
def enter_postmark(document_id: int) -> ResponseReturnValue:
    """Store the day of the envelope's postmark, or remove it."""
    identification.enter_postmark(
        current.office(), document_id, current.day("postmark"), current.actor(), current.version()
    )
    return back(document_id)


@pages.post("/<int:document_id>/identify")
@access.needs("decide")
def identify(document_id: int) -> ResponseReturnValue:
    """Identify a paper that the desk did not recognize: kind, form, revision, tax year in one value."""
    kind, form, revision, year = (request.form.get("what", "").split("|") + [""] * 4)[:4]
    year = request.form.get("year", type=int) or (int(year) if year.isdigit() else None)
    version = current.version()
    identification.identify(current.office(), document_id, kind, form, revision or None, year, current.actor(), version)
    return back(document_id)


@pages.post("/<int:document_id>/decide")
@access.needs("decide")
def decide(document_id: int) -> ResponseReturnValue:
    """Carry out a decision."""
    action, reason = request.form.get("action", ""), request.form.get("reason", "")
    version, codes = current.version(), request.form.getlist("codes")
    decisions.decide(current.office(), document_id, action, current.actor(), version, reason, codes)
    flash(f"{labels.done(action)}.", "success")
    return back(document_id)


@pages.post("/<int:document_id>/undo")
@access.needs("decide")
def undo(document_id: int) -> ResponseReturnValue:
    """Undo the decision in force."""
    reason = request.form.get("reason", "")
    undoing.undo(current.office(), document_id, current.actor(), reason, current.version())
    flash("The decision is undone.", "success")
    return back(document_id)


def back(document_id: int) -> ResponseReturnValue:
    """Return the current panel to the page's script; send a browser without script to the page."""
    if request.headers.get("X-Part"):
        return page.render(document_id)
    return redirect(url_for("document.show", document_id=document_id))
