"""Home: the waiting work by role, most urgent first; and finding a document."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk.inspection import nights
from desk.matching import looking
from desk.screens import home, worklist
from review_ui.web import access, current, looks

pages = Blueprint("home", __name__)
KINDS = worklist.KINDS | {worklist.REPLIES: "Replies overdue", worklist.RELEASES: "Releases for a second person"}


@pages.get("/")
@access.needs("home")
def index() -> ResponseReturnValue:
    """Show the tiles of the role and, for people who work on documents, the worklist."""
    kind = request.args.get("kind")
    if current.may("read"):
        looks.note(looking.LIST, "list", None, name="worklist")
    with current.reading() as session:
        tiles = home.figures(session, current.actor())
        rows = worklist.waiting(session, kind) if current.may("read") else []
        number = worklist.total(session, kind) if len(rows) == worklist.SHOWN else len(rows)
        checked = nights.newest(session) if current.may("reports") else None
    return render_template(
        "home/index.html", tiles=tiles, rows=rows, number=number, kind=kind, kinds=KINDS, checked=checked
    )


@pages.get("/find")
@access.needs("read")
def found() -> ResponseReturnValue:
    """Send people home who return to this address, for example after a new sign-in: search results are not stored."""
    return redirect(url_for("home.index"))


@pages.post("/find")
@access.needs("read")
def find() -> ResponseReturnValue:
    """Search by document number or taxpayer number; a single result opens at once."""
    text = request.form.get("text", "")
    rows = worklist.find(current.office(), text, current.actor())
    if len(rows) == 1:
        return redirect(url_for("document.show", document_id=rows[0].document_id))
    with current.reading() as session:
        tiles = home.figures(session, current.actor())
    searched = "taxpayer" if worklist.tin_of(text) else "document"
    return render_template(
        "home/index.html", tiles=tiles, rows=rows, number=len(rows), kind=None, kinds=KINDS, searched=searched
    )


@pages.get("/next")
@access.needs("read")
def following() -> ResponseReturnValue:
    """Lease the document to work on next; documents that others have open are skipped."""
    here, kind = request.args.get("after", type=int), request.args.get("kind")
    found = worklist.take_next(current.office(), current.actor(), here, kind)
    kind = kind if kind in KINDS else None
    if found:
        return redirect(url_for("document.show", document_id=found, kind=kind))
    flash("No more items of this kind for you." if kind else "No more items for you.", "info")
    return redirect(url_for("home.index", kind=kind))
