"""Blind quality checks at decisions: the paper and the record as they are, without the decision."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.documents import labels
from desk.matching import looking
from desk.reading import sampling
from desk.review import decisions
from desk.screens import document
from review_ui.document import page
from review_ui.web import access, current, looks

pages = Blueprint("document_looks", __name__, url_prefix="/documents")


@pages.get("/second")
@access.needs("decide")
def following() -> ResponseReturnValue:
    """Open the next document that waits for this person's quality check."""
    with current.reading() as session:
        found = sampling.looks(session, current.actor())
    return redirect(
        url_for("document_looks.show", document_id=found[0].document_id) if found else url_for("home.index")
    )


@pages.get("/<int:document_id>/second")
@access.needs("decide")
def show(document_id: int) -> ResponseReturnValue:
    """Show the document without its decision, letters, notes, and history."""
    with current.reading() as session:
        if document_id not in {one.document_id for one in sampling.looks(session, current.actor())}:
            raise errors.NotAllowed("this document is not waiting for your quality check")
        shown = document.open(session, document_id, current.actor())
    looks.note(looking.OPENED, "document", document_id, given="quality check")
    answers = {action: labels.action(action) for action in decisions.choices(shown.kind)}
    answers[sampling.UNDECIDED] = "I could not decide it"
    return render_template("document/second.html", case=shown, calls=page.CALLS, answers=answers, second=True)


@pages.post("/<int:document_id>/second")
@access.needs("decide")
def answer(document_id: int) -> ResponseReturnValue:
    """Store what this person would have decided."""
    action, reason = request.form.get("action", ""), request.form.get("reason", "")
    sampling.answer_decision(current.office(), document_id, action, reason, current.actor())
    flash("Your quality check is saved. It does not change the document.", "success")
    return redirect(url_for("document_looks.following"))
