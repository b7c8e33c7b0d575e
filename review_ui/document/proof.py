"""Records about an applicant: doubts resolved, documents shown, guardian, route, answer, withdrawal."""

from flask import Blueprint, flash, request
from flask.typing import ResponseReturnValue

from desk.program.identity import Documents
from desk.review import answers, proofing
from review_ui.document import acts
from review_ui.web import access, current

pages = Blueprint("document_proof", __name__, url_prefix="/documents")


@pages.post("/<int:document_id>/doubt")
@access.needs("decide")
def clear(document_id: int) -> ResponseReturnValue:
    """Resolve one open doubt, with the reason."""
    code, reason = request.form.get("code", ""), request.form.get("reason", "")
    proofing.clear(current.office(), document_id, code, reason, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/shown")
@access.needs("decide")
def shown(document_id: int) -> ResponseReturnValue:
    """Record the identity documents shown in person: counts only."""
    count = [request.form.get(name, 0, type=int) for name in ("pictures", "government", "all")]
    center, version = request.form.get("center", ""), current.version()
    proofing.record_documents(current.office(), document_id, Documents(*count), current.actor(), center, version)
    return acts.back(document_id)


@pages.post("/<int:document_id>/route")
@access.needs("decide")
def route(document_id: int) -> ResponseReturnValue:
    """Record the applicant's route."""
    chosen = request.form.get("route", "")
    proofing.choose_route(current.office(), document_id, chosen, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/guardian")
@access.needs("decide")
def guardian(document_id: int) -> ResponseReturnValue:
    """Record whether the signature is the parent's or guardian's."""
    signed = request.form.get("signed") == "yes"
    proofing.record_guardian(current.office(), document_id, signed, current.actor(), current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/answered")
@access.needs("decide")
def answered(document_id: int) -> ResponseReturnValue:
    """Reopen an application whose applicant has answered our letter."""
    how = request.form.get("how", "")
    answers.came(current.office(), document_id, current.actor(), how, current.version())
    return acts.back(document_id)


@pages.post("/<int:document_id>/withdrawn")
@access.needs("decide")
def withdraw(document_id: int) -> ResponseReturnValue:
    """End an application that its applicant has withdrawn."""
    reason = request.form.get("reason", "")
    proofing.withdraw(current.office(), document_id, current.actor(), reason, current.version())
    flash("The application is withdrawn.", "success")
    return acts.back(document_id)
