"""Two papers side by side: a rescan that does not agree, or a second return, and a person's answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.matching import looking
from desk.reading import same_paper
from desk.screens import people
from review_ui.web import access, current, looks

pages = Blueprint("document_beside", __name__, url_prefix="/documents")


@pages.get("/<int:document_id>/beside/<int:other_id>")
@access.needs("read")
def show(document_id: int, other_id: int) -> ResponseReturnValue:
    """Show both papers with all their pages."""
    with current.reading() as session:
        both = people.beside(session, document_id, other_id)
    for number in (document_id, other_id):
        looks.note(looking.OPENED, "document", number)
    return render_template("document/beside.html", both=both)


@pages.post("/<int:document_id>/beside/<int:other_id>/same")
@access.needs("decide")
def join(document_id: int, other_id: int) -> ResponseReturnValue:
    """Record that they are one paper: this document is closed, the other one stays."""
    reason = request.form.get("reason", "")
    same_paper.join(current.office(), document_id, other_id, reason, current.actor(), current.version())
    flash("This document is closed: its paper is on record as the other one.", "success")
    return redirect(url_for("document.show", document_id=other_id))


@pages.post("/<int:document_id>/beside/<int:other_id>/another")
@access.needs("decide")
def part(document_id: int, other_id: int) -> ResponseReturnValue:
    """Record that they are two papers: both stay."""
    reason = request.form.get("reason", "")
    same_paper.part(current.office(), document_id, other_id, reason, current.actor(), current.version())
    flash("Both papers stay. Decide each of them.", "success")
    return redirect(url_for("document.show", document_id=document_id))
