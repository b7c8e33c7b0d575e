"""Blind keying: one snippet after another, nothing else visible, no page load in between."""

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import labels, values
from desk.reading import keying, sampling
from review_ui.web import access, current

pages = Blueprint("keying", __name__, url_prefix="/key")
_AT_ONCE = 30


@pages.get("/")
@access.needs("key")
def page() -> ResponseReturnValue:
    """Show the keying page; its script requests the snippets."""
    return render_template("keying/page.html")


@pages.get("/items")
@access.needs("key", quiet=True)
def items() -> ResponseReturnValue:
    """Return what waits for this person's keys, one kind of field after the other, the oldest paper's kind first."""
    with current.reading() as session:
        wanted, drawn = keying.waiting(session, current.actor()), sampling.waiting(session, current.actor())
        papers = _papers(session)
    kinds = list(dict.fromkeys(labels.caption(one.field) for one in (*wanted, *drawn)))
    ordered = sorted((*wanted[: _AT_ONCE - len(drawn)], *drawn), key=lambda one: kinds.index(labels.caption(one.field)))
    return jsonify(items=[_item(one) for one in ordered], waiting=papers)


@pages.post("/<int:document_id>/<field>")
@access.needs("key")
def enter(document_id: int, field: str) -> ResponseReturnValue:
    """Store one blind key."""
    keying.key_blind(current.office(), document_id, field, *_told(), current.actor())
    with current.reading() as session:
        return jsonify(waiting=_papers(session))


@pages.post("/sample/<int:sample_id>")
@access.needs("key")
def look_again(sample_id: int) -> ResponseReturnValue:
    """Store a blind quality check at a trusted reading; the page shows it like any other box."""
    sampling.answer_reading(current.office(), sample_id, *_told(), current.actor())
    with current.reading() as session:
        return jsonify(waiting=_papers(session))


def _told() -> tuple[str | None, str]:
    """The text that was typed, and the state of the box."""
    told = request.get_json()
    value, state = (told.get("value"), told.get("state")) if isinstance(told, dict) else (None, None)
    if not isinstance(value, str | None) or not isinstance(state, str):
        raise errors.InvalidInput("say what is in the box: a value, nothing, or illegible")
    return value, state


def _papers(session: Session) -> int:
    return keying.count(session, current.actor()) + sampling.count(session, current.actor())


def _item(one: keying.Wanted | sampling.Drawn) -> dict:
    """What the page may know about a snippet: its kind of field, where to fetch it, and where to answer."""
    if isinstance(one, sampling.Drawn):
        image = url_for("pictures.sampled", sample_id=one.id)
        answer = url_for("keying.look_again", sample_id=one.id)
    else:
        image = url_for("pictures.blind", document_id=one.document_id, field=one.field)
        answer = url_for("keying.enter", document_id=one.document_id, field=one.field)
    return {"label": labels.caption(one.field), "length": length(one.field), "image": image, "answer": answer}


def length(field: str) -> int | None:
    """Return how many digits a field has; ``None`` for any text."""
    return 6 if field in values.PIN_FIELDS else 9 if field in values.TIN_FIELDS else None
