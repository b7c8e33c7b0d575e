"""Blind keying: one snippet after the other, nothing else to be seen, no page load in between."""

from flask import Blueprint, jsonify, render_template, request, url_for

from desk import decisions, keying, labels, values
from review_ui import access, current

pages = Blueprint("keying", __name__, url_prefix="/key")
_AT_ONCE = 30


@pages.get("/")
@access.needs("key")
def page():
    """The keying page; its script asks for the snippets."""
    return render_template("keying/page.html")


@pages.get("/items")
@access.needs("key", quiet=True)
def items():
    """What waits for this person's keys: one kind of field after the other."""
    with current.reading() as session:
        wanted = keying.waiting(session, current.actor())
    ordered = sorted(wanted, key=lambda one: labels.of(one.field))
    return jsonify(items=[_item(one) for one in ordered[:_AT_ONCE]], waiting=len(wanted))


@pages.post("/<int:document_id>/<field>")
@access.needs("key")
def enter(document_id: int, field: str):
    """Write down one blind key."""
    told = request.get_json()
    keying.key_blind(current.office(), document_id, field, told.get("value"), told.get("state"), current.actor())
    decisions.assess(current.office(), document_id, current.actor())
    with current.reading() as session:
        return jsonify(waiting=len(keying.waiting(session, current.actor())))


def _item(one: keying.Wanted) -> dict:
    """What the page may know of a snippet: its kind of field, where to fetch it and where to answer."""
    place = {"document_id": one.document_id, "field": one.field}
    return {
        "label": labels.of(one.field),
        "length": 6 if one.field in values.PIN_FIELDS else 9 if one.field in values.TIN_FIELDS else None,
        "image": url_for("pictures.blind", **place),
        "answer": url_for("keying.enter", **place),
    }
