"""Papers that are none of this desk's: a person sets them aside with a reason, which closes them with their history."""

from desk import errors
from desk.documents import claims, notes
from desk.lifecycle import audit, states
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import making

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

    A return or an application is decided instead: :class:`errors.WrongState`.
    """
    if way not in WAYS:
        raise errors.InvalidInput("say where the paper goes: back to its sender, filed elsewhere, scanned again")
    reason = _checked(reason, "say why this paper is not one of ours")
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        claims.demand_version(session, document, version)
        if document.kind in making.DECIDED or document.state != "exception":
            raise errors.WrongState("a return or an application is not set aside: decide this one")
        states.move(session, document, "closed", actor.name, f"{WAYS[way].lower()}: {reason}")
        audit.record(session, actor.name, "document.set_aside", "document", document.id, way=way)
        claims.end(session, document.id)


def take_up(office: Office, document_id: int, reason: str, actor: Actor) -> None:
    """Take a paper up again that was set aside by mistake."""
    reason = _checked(reason, "say why this paper is taken up again")
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        if document.kind in making.DECIDED or document.state != "closed" or not document.pages:
            raise errors.WrongState("only a paper that was set aside, and still has its pages, is taken up again")
        states.move(session, document, "exception", actor.name, f"taken up again: {reason}")


def forget_kind(office: Office, document_id: int, actor: Actor, version: int | None = None) -> None:
    """Say that a paper is not what a person took it for; it waits to be recognised again."""
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        claims.demand_version(session, document, version)
        if document.state != "in_review" or document.kind is None:
            raise errors.WrongState("only a paper in review can turn out to be something else")
        document.kind = document.form = document.revision = document.tax_year = None
        states.move(session, document, "exception", actor.name, "not what it was taken for")
        making.give(session, office.settings, document, actor.name)
        audit.record(session, actor.name, "document.unidentified", "document", document.id)


def _checked(reason: str, wanted: str) -> str:
    reason = reason.strip()[: notes.LONGEST]
    if not reason:
        raise errors.InvalidInput(wanted)
    notes.demand_no_number(reason)
    return reason
