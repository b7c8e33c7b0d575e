"""Identity-theft cases: their age, their papers, and how one is resolved; a Form 14039 added to its case."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.delays import theft
from desk.matching import looking
from desk.review import misfits
from review_ui.web import access, current, looks

pages = Blueprint("theft", __name__, url_prefix="/theft")


@pages.get("/")
@access.needs("reports")
def index() -> ResponseReturnValue:
    """Show every case, open ones first."""
    looks.note(looking.LIST, "list", None, name="theft")
    with current.reading() as session:
        return render_template("theft/index.html", cases=theft.listed(session))


@pages.post("/<int:case_id>/resolve")
@access.needs("supervise")
def resolve(case_id: int) -> ResponseReturnValue:
    """Resolve a case: its closing letter is drafted."""
    theft.resolve(current.office(), case_id, current.actor(), request.form.get("reason", ""))
    flash("The case is resolved, and its closing letter is drafted.", "success")
    return redirect(url_for("theft.index"))


@pages.post("/keep/<int:document_id>")
@access.needs("decide")
def keep(document_id: int) -> ResponseReturnValue:
    """Add a Form 14039 to its taxpayer's case."""
    number = misfits.keep_affidavit(current.office(), document_id, current.actor(), current.version())
    flash(f"Kept with identity-theft case {number}.", "success")
    return redirect(url_for("document.show", document_id=document_id))
