"""A release that one person may not decide alone: requested, granted, refused, or withdrawn."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from desk import errors
from desk.review import releases
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_release", __name__, url_prefix="/documents")
_ANSWERS = {"grant": releases.grant, "refuse": releases.refuse}
_TOLD = {"grant": "Released.", "refuse": "The release is refused: the return stays as it was."}


@pages.post("/<int:document_id>/release")
@access.needs("decide")
def ask(document_id: int) -> ResponseReturnValue:
    """Request the release of a return."""
    reason = request.form.get("reason", "")
    releases.ask(current.office(), document_id, current.actor(), reason, current.version())
    flash("The release is requested. Another person decides.", "success")
    return acts.back(document_id)


@pages.post("/<int:document_id>/release/answer")
@access.needs("decide")
def answer(document_id: int) -> ResponseReturnValue:
    """Grant or refuse another person's request."""
    given, reason = request.form.get("answer", ""), request.form.get("reason", "")
    if given not in _ANSWERS:
        raise errors.InvalidInput("say whether the release is granted or refused")
    _ANSWERS[given](current.office(), document_id, current.actor(), reason, current.version())
    flash(_TOLD[given], "success")
    return acts.back(document_id)


@pages.post("/<int:document_id>/release/withdraw")
@access.needs("decide")
def withdraw(document_id: int) -> ResponseReturnValue:
    """Withdraw one's own request."""
    releases.withdraw(current.office(), document_id, current.actor(), current.version())
    flash("The request is withdrawn.", "success")
    return acts.back(document_id)
