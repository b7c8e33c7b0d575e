"""The document page: the image next to the data read from it, the person, and the recommendation."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from desk import forms
from desk.documents import labels, masking
from desk.matching import looking
from desk.program import paper
from desk.program.words import Reject
from desk.review import delaying, misfits
from desk.screens import document, releases
from review_ui import keying
from review_ui.notices import page
from review_ui.web import access, current, looks

pages = Blueprint("document", __name__, url_prefix="/documents")
CALLS = {
    "passed": "Passed the questions",
    "failed": "Failed the questions",
    "no_answer": "No answer",
    "wrong_number": "Wrong number",
}


@pages.get("/<int:document_id>")
@access.needs("read")
def show(document_id: int) -> ResponseReturnValue:
    """Show the page; with the header X-Part only its right-hand side."""
    return render(document_id)


@pages.get("/<int:document_id>/panel")
@access.needs("read", quiet=True)
def panel(document_id: int) -> ResponseReturnValue:
    """Show the current right-hand side; the page's script asks for it, which does not prolong the session."""
    return render(document_id)


def render(document_id: int, status: int = 200) -> ResponseReturnValue:
    """Return the current document page, whole or only its panel."""
    with current.reading() as session:
        shown = document.open(session, document_id, current.actor())
    looks.note(looking.OPENED, "document", document_id)
    template = "document/panel.html" if request.headers.get("X-Part") else "document/show.html"
    return render_template(template, case=shown, **_words()), status


def _words() -> dict:
    """The closed lists that the page offers."""
    return {
        "calls": CALLS,
        "kinds": page.KINDS,
        "rejects": list(Reject),
        "lacking": [(code, labels.lacking(code)) for code in delaying.LACKING],
        "choices": labels.CHOICES,
        "definitions": forms.all(),
        "named": paper.FORMS,
        "aside": misfits.WAYS,
        "verified": releases.WAYS,
        "length": keying.length,
        "beat": current.office().settings.claim_seconds / 3,
        "uncovered": masking.SECONDS,
    }
