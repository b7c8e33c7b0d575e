"""Help: what each role does here, the words, the keyboard shortcuts, and the rules."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from desk.office import accounts
from desk.program.words import Outcome, Reject
from review_ui.web import access

pages = Blueprint("help_page", __name__, url_prefix="/help")


@pages.get("/")
@access.needs("home")
def index() -> ResponseReturnValue:
    """Show the manual on one page."""
    return render_template("help/index.html", outcomes=list(Outcome), rejects=list(Reject), roles=accounts.ROLES)
