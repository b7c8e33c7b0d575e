"""Who has a document open: the page reserves it, keeps the reservation alive, takes it over, gives it back."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from desk.documents import leases
from desk.documents.leases import Held
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_leases", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/claim")
@access.needs("decide", quiet=True)
def claim(document_id: int) -> ResponseReturnValue:
    """The page's heartbeat: lease the document or renew the lease; says who holds it."""
    held = leases.take(current.office(), document_id, current.actor(), request.form.get("token", ""))
    return jsonify(_told(held))


@pages.post("/<int:document_id>/take-over")
@access.needs("decide")
def take_over(document_id: int) -> ResponseReturnValue:
    """Take a document over from whoever has it open; the trail keeps it."""
    leases.take_over(current.office(), document_id, current.actor())
    return acts.back(document_id)


@pages.post("/<int:document_id>/leave")
@access.needs("decide", quiet=True)
def leave(document_id: int) -> ResponseReturnValue:
    """The page is left: the next person may have the document at once."""
    leases.release(current.office(), document_id, current.actor(), request.form.get("token", ""))
    return "", 204


def _told(held: Held | None) -> dict:
    if held is None:
        return {"state": "none"}
    return {"state": "mine" if held.by == current.actor().name else "other", "by": held.by, "token": held.token}
