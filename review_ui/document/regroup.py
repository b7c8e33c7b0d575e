"""Pages that were grouped wrongly: split a document, or join it to another one of the same file."""

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from desk.review import regroup
from review_ui.web import access, current

pages = Blueprint("document_pages", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/split")
@access.needs("decide")
def split(document_id: int) -> ResponseReturnValue:
    """Make the pages from the chosen one on a document of their own."""
    first, version = request.form.get("page", 0, type=int), current.version()
    new = regroup.split(current.office(), document_id, first, current.actor(), version)
    flash("The pages are a paper of their own now. Say what each of the two is.", "success")
    return redirect(url_for("document.show", document_id=new))


@pages.post("/<int:document_id>/join")
@access.needs("decide")
def join(document_id: int) -> ResponseReturnValue:
    """Move all pages to another document of the same file."""
    other, version = request.form.get("other", 0, type=int), current.version()
    regroup.join(current.office(), document_id, other, current.actor(), version)
    flash("The pages are together now.", "success")
    return redirect(url_for("document.show", document_id=other))
