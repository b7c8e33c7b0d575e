"""Finds what a person stated against the record, which that person may therefore not decide alone (domain.md 9).

To key what the machine could not read is work that the rules ask for. To say who a person is, what a paper is, which
pages it has, when it was mailed, or that a surely read field has another value is that person's own statement. If the
desk advised against a release until then, this person requests the release, and another person grants it. It takes a
supervisor if the return was unmatched or flagged or had a case at the time of the statement.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import verifications
from desk.documents import labels, values
from desk.lifecycle import origins
from desk.matching import signers
from desk.models import AuditEvent, DelayEvent, Document, Keying, Person, Reading, Recommendation
from desk.models.states import DelayCause
from desk.office import accounts
from desk.office.accounts import IMPORTER, Actor
from desk.program.returns import GRAVE
from desk.program.words import TRUSTED, Action, FormKind, ReadingState
from desk.recommendation import making

_UNIDENTIFIED, _IDENTIFIED = "document.unidentified", "document.identified"
_WORDS = {
    "person.chosen": "you said who signs this return",
    _IDENTIFIED: "you said what this paper is",
    _UNIDENTIFIED: "you said that this paper is not what it was taken for",
    "document.postmarked": "you entered the postmark",
    origins.SPLIT: "you took pages out of this paper",
    "document.pages_added": "you joined pages to this paper",
    origins.TOOK_OVER: "you said that another document is this same paper",
    "document.another_paper": "you said that this is another paper than the one scanned again",
}
_OTHERWISE = {_UNIDENTIFIED, _IDENTIFIED, origins.SPLIT, origins.TOOK_OVER}
"""Acts that make another paper of a document; whoever did one may not close it as that other paper."""
HELD = (*making.DECIDED, FormKind.THEFT_AFFIDAVIT)
"""The kinds of documents that nobody alone may turn into something else."""
_RECORDED = ("taxpayer.added", "taxpayer.changed", "enrollment.ended", "pin.import", "pin.replace", "pin.revoke")
_IDLE = {"", "adjusted_gross_income", "last_filed_year", "address_changed_on"}
"""Columns of a record that do not matter to any return."""
_RULING = ("filing_status", "tax_year")
"""Fields that say who signs and which rules apply: keying another value there than was read is a person's statement."""
_NAMED = tuple(name for role in ("primary", "spouse") for name in signers.FIELDS[role])


class _Word(NamedTuple):
    """One statement, as a sentence to the person who made it, and when it was made."""

    text: str
    at: datetime


def statements(session: Session, document: Document, name: str) -> list[str]:
    """Return what this person stated on a return while the desk advised against its release, as sentences.

    Statements on the documents that it comes from count as well (`desk/lifecycle/origins`). Until a paper is recognized
    the desk advises to look at it, so the first person who identifies it makes a statement too.
    """
    told: dict[str, None] = {}
    for number, until in origins.traced(session, document.id).items():
        advices = _advices(session, number)
        said = (one for one in _words(session, number, name) if one.at <= until)
        told |= dict.fromkeys(one.text for one in said if _stood_against(_before(advices, one.at)))
    return list(told)


def weighty(session: Session, document: Document) -> bool:
    """Return whether anybody made such a statement while the return was unmatched or flagged or had an identity case.

    Otherwise two clerks could release it, one by the statement and the other by the grant. Once the identity behind its
    open cases is verified, it is like any verified return.
    """
    flags = verifications.open_cases(session, document.id)
    if flags and verifications.stands(session, flags):
        return False
    for number, until in origins.traced(session, document.id).items():
        advices, case = _advices(session, number), _first_case(session, number)
        for one in _words(session, number):
            before = _before(advices, one.at)
            grave_ = before is not None and grave(before)
            if one.at <= until and (grave_ or (case is not None and case <= one.at)):
                return True
    return False


def grave(advice: Recommendation) -> bool:
    """Return whether only a supervisor may let a paper with this advice go: an affidavit, or an unmatched or flagged
    return.
    """
    if advice.kind == FormKind.THEFT_AFFIDAVIT:
        return True
    if advice.kind != FormKind.TAX_RETURN:
        return False
    return advice.action == Action.FLAG or not advice.outcomes or not GRAVE.isdisjoint(advice.outcomes.values())


def second(session: Session, document: Document, actor: Actor) -> str:
    """Return why this person may not close a paper that was identified as something else before, or a part of one, or
    "".

    Whoever changed what it is may not. If it was an affidavit, or an unmatched or flagged return, it takes a
    supervisor.
    """
    stages = origins.traced(session, document.id)
    held = _held_otherwise(session, document, stages)
    if not held:
        return ""
    first = min(one.at for one in held)
    if any(first <= at <= until for number, until in stages.items() for at in _made_other(session, number, actor.name)):
        return "you said that this paper is not what it was taken for: another person decides what becomes of it"
    last = {one.kind: one for one in held}
    if any(map(grave, last.values())) and not accounts.may(actor.role, "supervise"):
        return "this was an affidavit, or an unmatched or flagged return: a supervisor decides what becomes of it"
    return ""


def demand_second(session: Session, document: Document, actor: Actor) -> None:
    """Raise :class:`errors.NotAllowed` if this person alone may not close the paper; see :func:`second`."""
    why = second(session, document, actor)
    if why:
        raise errors.NotAllowed(why)


def demand_no_case(session: Session, document: Document) -> None:
    """Raise :class:`errors.WrongState` for a return with an open delay case, which may not become something else."""
    if verifications.open_cases(session, document.id):
        raise errors.WrongState("this return has an open delay case: end the case first")


def renamed(session: Session, document: Document) -> bool:
    """Return whether a document, or one of its origins, was identified as something else before; see :func:`second`."""
    return bool(_held_otherwise(session, document, origins.traced(session, document.id)))


def _held_otherwise(session: Session, document: Document, stages: Mapping[int, datetime]) -> list[Recommendation]:
    """The advice for what the document and its origins were identified as before, but not now; oldest first.

    A return that was identified as an affidavit is judged as the return that it is.
    """
    kinds = set(making.DECIDED if document.kind == FormKind.TAX_RETURN else HELD) - {document.kind}
    found = [one for number, until in stages.items() for one in _advices(session, number) if one.at <= until]
    return sorted((one for one in found if one.kind in kinds), key=lambda one: one.id)


def _made_other(session: Session, document_id: int, name: str) -> list[datetime]:
    """The moments at which this person made another paper of a document."""
    return [at for action, at in _events(session, document_id, name) if action in _OTHERWISE]


def _advices(session: Session, document_id: int) -> Sequence[Recommendation]:
    rows = select(Recommendation).where(Recommendation.document_id == document_id)
    return session.scalars(rows.order_by(Recommendation.id)).all()


def _before(advices: Iterable[Recommendation], moment: datetime) -> Recommendation | None:
    """The advice that stood just before that moment."""
    return max((one for one in advices if one.at <= moment), key=lambda one: one.id, default=None)


def _stood_against(before: Recommendation | None) -> bool:
    return before is not None and before.action != Action.RELEASE


def _first_case(session: Session, document_id: int) -> datetime | None:
    """When the first case about the identity of a signer was opened."""
    rows = select(func.min(DelayEvent.at)).where(DelayEvent.document_id == document_id)
    return session.scalar(rows.where(DelayEvent.cause == DelayCause.IDENTITY))


def _words(session: Session, document_id: int, name: str | None = None) -> list[_Word]:
    """All that this person has said of a paper, or that anybody has."""
    return [
        *(_Word(_WORDS[action], at) for action, at in _events(session, document_id, name)),
        *_corrections(session, document_id, name),
        *_on_record(session, document_id, name),
    ]


def _events(session: Session, document_id: int, name: str | None) -> Sequence[tuple[str, datetime]]:
    rows = select(AuditEvent.action, AuditEvent.at).where(
        AuditEvent.subject == "document", AuditEvent.subject_id == document_id
    )
    if name is not None:
        rows = rows.where(AuditEvent.actor == name)
    return [(action, at) for action, at in session.execute(rows.order_by(AuditEvent.id)) if action in _WORDS]


def _corrections(session: Session, document_id: int, name: str | None) -> list[_Word]:
    """The fields that were corrected to something else than the machine surely read."""
    rows = select(Keying).where(Keying.document_id == document_id, Keying.field.in_((*_NAMED, *_RULING)))
    if name is not None:
        rows = rows.where(Keying.by == name)
    readings = select(Reading).where(Reading.document_id == document_id, Reading.field.in_((*_NAMED, *_RULING)))
    read = {one.field: one for one in session.scalars(readings)}
    return [
        _Word(f"you corrected the {labels.caption(key.field)}", key.at)
        for key in session.scalars(rows.order_by(Keying.id))
        if key.field in read and _overruled(read[key.field], key)
    ]


def _on_record(session: Session, document_id: int, name: str | None) -> Iterator[_Word]:
    """What was changed on record for the signers by this person, or by an import whose author nobody knows."""
    signers_ = select(Person.taxpayer_id).where(Person.document_id == document_id, Person.taxpayer_id.is_not(None))
    rows = select(AuditEvent).where(
        AuditEvent.subject == "taxpayer",
        AuditEvent.subject_id.in_(signers_),
        AuditEvent.action.in_(_RECORDED),
    )
    if name is not None:
        rows = rows.where(AuditEvent.actor.in_((name, IMPORTER)))
    for event in session.scalars(rows.order_by(AuditEvent.id)):
        if event.action != "taxpayer.changed" or set(event.details["columns"].split(", ")) - _IDLE:
            told = "an import changed" if event.actor == IMPORTER else "you changed"
            yield _Word(f"{told} what is on record for a signer", event.at)


def _overruled(reading: Reading, key: Keying) -> bool:
    """Whether a key differs from a sure reading, or says that a box is empty in which the machine read something."""
    seen = reading.value is not None and (reading.field in _RULING or key.state != ReadingState.READ)
    stands = reading.state in TRUSTED or seen
    return stands and not values.same(reading, key.state, key.value)
