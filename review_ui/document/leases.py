"""Leases of documents: the page leases its document, renews the lease, takes it over, and gives it back."""

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
    """Lease the document or renew the lease, at each heartbeat of the page; tell who holds it."""
    held = leases.take(current.office(), document_id, current.actor(), request.form.get("token", ""))
    return jsonify(_told(held))


@pages.post("/<int:document_id>/take-over")
@access.needs("decide")
def take_over(document_id: int) -> ResponseReturnValue:
    """Take a document over from the person who has it open; this is an audit event."""
    leases.take_over(current.office(), document_id, current.actor())
    return acts.back(document_id)


@pages.post("/<int:document_id>/leave")
@access.needs("decide", quiet=True)
def leave(document_id: int) -> ResponseReturnValue:
    """End the lease when the page is left, so that the next person can open the document at once."""
    leases.release(current.office(), document_id, current.actor(), request.form.get("token", ""))
    return "", 204


def _told(held: Held | None) -> dict:
    if held is None:
        return {"state": "none"}
    return {"state": "mine" if held.by == current.actor().name else "other", "by": held.by, "token": held.token}
