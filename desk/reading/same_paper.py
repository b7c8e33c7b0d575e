"""A person says whether two documents are one paper: a rescan that does not agree, or a copy of a return."""

from functools import partial

from sqlalchemy.orm import Session

from desk import errors
from desk.documents import notes
from desk.lifecycle import audit, latest, origins, states
from desk.mailroom import again
from desk.models import Document, Note
from desk.models.states import DocumentState, ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import FormKind
from desk.reading import rescans
from desk.recommendation import changes, questions, renewals, seconds
from desk.recommendation.changes import Change
from desk.system import calendar, db


def join(
    office: Office, document_id: int, other_id: int, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Close a document because its paper is the other one's, which stays and takes over what was found about it.

    Only of papers that the desk has put side by side: :class:`errors.NotAllowed` for any other two.
    """
    reason = _checked(reason)
    with changes.changing(office, document_id, actor, version) as change:
        session, document = change.session, change.document
        other = db.get(session, Document, other_id, "there is no such document", lock=True)
        if other.id not in _beside(session, document) or other.replaced_by_id is not None:
            raise errors.NotAllowed("only a rescan or a second return of the same person can be the same paper")
        if rescans.in_case(session, document):
            raise errors.WrongState("this return has a delay case: end that first")
        if other.state == DocumentState.CLOSED and latest.decision(session, other) is None:
            raise errors.NotAllowed("that paper was set aside: it stands for no other one")
        if other.rescan_id == document.scan_id:
            other.rescan_id = None
        again.replace(session, document, other, actor.name, reason)
        change.record("document.same_paper", other=other.id)
        audit.record(session, actor.name, origins.TOOK_OVER, "document", other.id, of=document.id)
        _judge_again(change, other)


def part(
    office: Office, document_id: int, other_id: int, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Keep both: what was scanned as the paper of one of them is another paper. Each is worked for itself."""
    reason = _checked(reason)
    with changes.changing(office, document_id, actor, version) as change:
        found = [
            pair for pair in questions.pairs(change.session, change.document) if other_id in (pair.old.id, pair.new.id)
        ]
        if not found:
            raise errors.NotAllowed("nobody has scanned one of these papers as the other one")
        for pair in found:
            pair.old.rescan_id = None
        other = db.get(change.session, Document, other_id)
        audit.record(change.session, actor.name, "document.another_paper", "document", other_id, other=document_id)
        _judge_again(change, other)
        moment = {"by": actor.name, "at": calendar.now()}
        change.session.add(Note(document_id=document_id, text=f"another paper than the new scan: {reason}", **moment))
        change.record("document.another_paper", other=other_id)


def join_unreadable(office: Office, document_id: int, reason: str, actor: Actor) -> int:
    """The mailroom, with the paper in its hands, says that a new scan holds the paper of a file that cannot be read.

    Answers with the number of the unreadable scan.
    """
    reason = _checked(reason)
    with office.database.reading() as session:
        document = db.get(session, Document, document_id, "there is no such document")
        pairs = [pair for pair in questions.pairs(session, document) if pair.old is document]
        if document.scan.state != ScanState.EXCEPTION or len(pairs) != 1:
            raise errors.NotAllowed("a clerk compares these papers: only a file that cannot be read is settled here")
        other = pairs[0].new.id
        scan_id = document.scan_id
    join(office, document_id, other, reason, actor)
    return scan_id


def _beside(session: Session, document: Document) -> set[int]:
    """The papers that this one may be: rescans in question, and other returns of the same person and year."""
    asked = {number for pair in questions.pairs(session, document) for number in (pair.old.id, pair.new.id)}
    newest = latest.recommendation(session, document.id)
    if document.kind != FormKind.TAX_RETURN or newest is None:
        return asked - {document.id}
    second = {one["other"] for one in newest.findings if one["code"] in seconds.SUSPICIOUS}
    return (asked | second) - {document.id}


def _judge_again(change: Change, document: Document) -> None:
    """The other one waits for nothing any more that this has answered."""
    if document.state in states.OPEN:
        again_ = partial(renewals.renew, change.office, document.id, change.actor.name)
        db.after_commit(change.session, again_)


def _checked(reason: str) -> str:
    reason = reason.strip()[: notes.LONGEST]
    if not reason:
        raise errors.InvalidInput("say how you know")
    free_text.demand_no_number(reason)
    return reason
