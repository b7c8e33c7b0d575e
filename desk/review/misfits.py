"""Papers that no rule decides: a person sets them aside with a reason, or adds a Form 14039 to its taxpayer's case.

Either closes the paper with its history, and it can be reopened.
"""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import theft
from desk.documents import notes, values
from desk.matching import candidates, names
from desk.models import AuditEvent, Document, Note, Taxpayer
from desk.models.states import DocumentState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import FormKind
from desk.recommendation import changes, making
from desk.review import overrides
from desk.system import calendar

WAYS = {
    "returned": "Returned to the sender",
    "filed": "Filed elsewhere",
    "rescanned": "Scanned again under another number",
    "nothing": "Nothing to keep: blank or a copy",
}
"""Where a paper went that is not ours; the history shows these words."""
_ASKED = "document.aside_asked"


def set_aside(
    office: Office, document_id: int, way: str, reason: str, actor: Actor, version: int | None = None
) -> None:
    """Close a paper that no rule covers; ``way`` is one of :data:`WAYS`.

    Raises :class:`errors.WrongState` for a return or an application, which are decided instead. An affidavit takes two
    people, one of them a supervisor: the first one asks, see :func:`ask_aside`. Not everybody may set aside a paper
    that somebody identified as something else: :class:`errors.NotAllowed`, see :func:`hindrance`.
    """
    if way not in WAYS:
        raise errors.InvalidInput("say where the paper goes: back to its sender, filed elsewhere, scanned again")
    reason = _checked(reason, "say why this paper is not one of ours")
    with changes.changing(office, document_id, actor, version, demand=_demand_unknown) as change:
        why = hindrance(change.session, change.document, actor)
        if why:
            raise errors.NotAllowed(why)
        change.move(DocumentState.CLOSED, f"{WAYS[way].lower()}: {reason}")
        change.record("document.set_aside", way=way)


def ask_aside(office: Office, document_id: int, reason: str, actor: Actor, version: int | None = None) -> None:
    """Ask to set an affidavit aside, with the reason as a note; another person does it."""
    reason = _checked(reason, "say why this affidavit should be set aside")
    with changes.changing(office, document_id, actor, version, demand=_demand_affidavit) as change:
        change.session.add(Note(document_id=document_id, text=reason, by=actor.name, at=calendar.now()))
        change.record(_ASKED, supervisor=accounts.may(actor.role, "supervise"))


def hindrance(session: Session, document: Document, actor: Actor) -> str:
    """Return why this person may not set a paper aside, or "". Without its affidavit a theft case would be missing."""
    if document.kind == FormKind.THEFT_AFFIDAVIT and not overrides.renamed(session, document):
        asked = {event.actor: event.details["supervisor"] for event in session.scalars(_asked(document.id))}
        asked.pop(actor.name, None)
        if not asked:
            return "an identity theft affidavit is set aside by two: ask, and another person sets it aside"
        if not any(asked.values()) and not accounts.may(actor.role, "supervise"):
            return f"{', '.join(asked)} asked to set this affidavit aside: a supervisor does it"
    return overrides.second(session, document, actor)


def _asked(document_id: int) -> Select[AuditEvent]:
    """The requests to set an affidavit aside since it was last reopened."""
    mine = (AuditEvent.subject == "document") & (AuditEvent.subject_id == document_id)
    begun = select(func.max(AuditEvent.id)).where(mine, AuditEvent.action == "document.set_aside")
    last = func.coalesce(begun.scalar_subquery(), 0)
    return select(AuditEvent).where(mine, AuditEvent.action == _ASKED, AuditEvent.id > last)


def keep_affidavit(office: Office, document_id: int, actor: Actor, version: int | None = None) -> str:
    """Add a Form 14039 to its taxpayer's open case, or open one with it; return the number of the case.

    The taxpayer is identified by a number and a last name that are trusted and agree with the record; otherwise
    :class:`errors.InvalidInput` or :class:`errors.NotFound` says what a person must correct first. This closes the
    paper, so if it was a return before, somebody other than the person who changed its form does it:
    :class:`errors.NotAllowed`.
    """
    with changes.changing(office, document_id, actor, version, demand=_demand_affidavit) as change:
        session, document = change.session, change.document
        overrides.demand_second(session, document, actor)
        person = _victim(session, document)
        number = theft.keep(change, theft.AFFIDAVIT, person.id)
        change.move(DocumentState.CLOSED, f"kept with identity-theft case {number}")
        return number


def take_up(office: Office, document_id: int, reason: str, actor: Actor, version: int | None = None) -> None:
    """Reopen a paper that was set aside by mistake; one that was added to an identity-theft case leaves it.

    If that withdraws the case it takes a supervisor: :class:`errors.NotAllowed`, see :func:`theft.take_back`.
    """
    reason = _checked(reason, "say why this paper is taken up again")
    with changes.changing(office, document_id, actor, version, demand=_demand_set_aside) as change:
        theft.take_back(change.session, change.document, actor, reason)
        change.move(DocumentState.EXCEPTION, f"taken up again: {reason}")


def forget_kind(office: Office, document_id: int, actor: Actor, version: int | None = None) -> None:
    """Record that a paper was identified wrongly. It waits to be identified again, and another person closes it."""
    with changes.changing(office, document_id, actor, version, demand=_demand_known) as change:
        document = change.document
        overrides.demand_no_case(change.session, document)
        document.kind = document.form = document.revision = document.tax_year = None
        change.move(DocumentState.EXCEPTION, "not what it was taken for")
        change.record("document.unidentified")


def _victim(session: Session, document: Document) -> Taxpayer:
    settled = values.settled(session, document.id)
    number, last = settled.get("tin"), settled.get("last_name")
    if number is None or last is None or not number.trusted or not last.trusted:
        raise errors.InvalidInput("the taxpayer number and the last name must be sure: correct what is doubtful first")
    person = candidates.by_tin(session, number.text)
    if person is None:
        raise errors.NotFound("nobody on record has the number on this affidavit: correct it, or set the paper aside")
    if names.key(last.text) != person.last_name_key:
        raise errors.InvalidInput("the name on this affidavit is not the one on record for its number: look at both")
    return person


def _demand_affidavit(_session: Session, document: Document) -> None:
    if document.kind != FormKind.THEFT_AFFIDAVIT or document.state != DocumentState.EXCEPTION:
        raise errors.WrongState("only an identity theft affidavit that waits is kept with a case")


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
    free_text.demand_no_number(reason)
    return reason
