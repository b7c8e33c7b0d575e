"""Numbers tried: taxpayers for whom too many different numbers were compared, and a supervisor's answer."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from desk import errors
from desk.matching import looking
from desk.recommendation import withheld
from desk.screens import withheld as shown
from review_ui.web import access, current, looks, shell

pages = Blueprint("withheld", __name__, url_prefix="/numbers-tried")


@pages.get("/")
@access.needs("reports")
def index() -> ResponseReturnValue:
    """Show the taxpayers with withheld answers, and where the numbers came from."""
    looks.note(looking.LIST, "list", None, name="numbers tried")
    with current.reading() as session:
        return render_template("withheld/index.html", rows=shown.waiting(session, current.actor()))


@pages.post("/<int:taxpayer_id>/<int:year>")
@access.needs("supervise")
def look(taxpayer_id: int, year: int) -> ResponseReturnValue:
    """Record that a supervisor has looked: the answers are released from now on, or stay withheld."""
    tell, reason = request.form.get("tell") == "yes", request.form.get("reason", "")
    try:
        withheld.look(current.office(), taxpayer_id, year, tell, reason, current.actor())
    except errors.InvalidInput as bad:
        flash(f"{shell.sentence(str(bad)).rstrip('.')}.", "error")
    else:
        told = "The answers count from now on." if tell else "The answers stay withheld."
        flash(f"{told} The next different number is withheld again.", "success")
    return redirect(url_for("withheld.index"))
