"""Papers that are none of this desk's: a person sets them aside with a reason, which closes them with their history."""

from sqlalchemy.orm import Session

from desk import errors
from desk.documents import notes
from desk.lifecycle import theft
from desk.models import Document
from desk.models.states import DocumentState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import changes, making
from desk.review import overrides

WAYS = {
    "returned": "Returned to the sender",
    "filed": "Filed elsewhere",
    "rescanned": "Scanned again under another number",
    "nothing": "Nothing to keep: blank or a copy",
}
"""Where a paper went that is not ours; the words stand in its history."""


def set_aside(
    office: Office, document_id: int, way: str, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Close a paper that no rule speaks of; ``way`` is one of :data:`WAYS`.

    A return or an application is decided instead: :class:`errors.WrongState`. One that somebody said to be something
    else is set aside by another person (`desk/review/overrides`): :class:`errors.NotAllowed`.
    """
    if way not in WAYS:
        raise errors.InvalidInput("say where the paper goes: back to its sender, filed elsewhere, scanned again")
    reason = _checked(reason, "say why this paper is not one of ours")
    with changes.changing(office, document_id, actor, version, demand=_demand_unknown) as change:
        overrides.demand_second(change.session, change.document, actor)
        change.move(DocumentState.CLOSED, f"{WAYS[way].lower()}: {reason}")
        change.record("document.set_aside", way=way)


def take_up(office: Office, document_id: int, reason: str, actor: Actor, version: int | None = None) -> None:
    """Take a paper up again that was set aside by mistake; one kept with an identity-theft case leaves it."""
    reason = _checked(reason, "say why this paper is taken up again")
    with changes.changing(office, document_id, actor, version, demand=_demand_set_aside) as change:
        theft.release(change.session, change.document, actor.name, reason)
        change.move(DocumentState.EXCEPTION, f"taken up again: {reason}")


def forget_kind(office: Office, document_id: int, actor: Actor, version: int | None = None) -> None:
    """Say that a paper is not what it was taken for; it waits to be recognized again, and another person ends it."""
    with changes.changing(office, document_id, actor, version, demand=_demand_known) as change:
        document = change.document
        overrides.demand_no_case(change.session, document)
        document.kind = document.form = document.revision = document.tax_year = None
        change.move(DocumentState.EXCEPTION, "not what it was taken for")
        change.record("document.unidentified")


def _demand_unknown(_session: Session, document: Document) -> None:
    if document.kind in making.DECIDED or document.state != DocumentState.EXCEPTION:
        raise errors.WrongState("a return or an application is not set aside: decide this one")


def _demand_set_aside(_session: Session, document: Document) -> None:
    if document.kind in making.DECIDED or document.state != DocumentState.CLOSED or not document.pages:
        raise errors.WrongState("only a paper that was set aside, and still has its pages, is taken up again")


def _demand_known(_session: Session, document: Document) -> None:
    if document.state != DocumentState.IN_REVIEW or document.kind is None:
        raise errors.WrongState("only a paper in review can turn out to be something else")


def _checked(reason: str, wanted: str) -> str:
    reason = reason.strip()[: notes.LONGEST]
    if not reason:
        raise errors.InvalidInput(wanted)
    notes.demand_no_number(reason)
    return reason
