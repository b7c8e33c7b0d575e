"""What one person has said otherwise than it stood on record, and therefore does not decide alone (domain.md 9).

Keying what the machine could not read is work that the rules ask for. Saying who somebody is, what a paper is, which
pages it has, when it was mailed, or that a field which was read surely says something else is a person's word. Where
the desk advised against a release until then, whoever gave it asks for the release, and another person grants it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.delays import verifications
from desk.documents import labels
from desk.enrollment.record_changes import IMPORTER
from desk.lifecycle import origins
from desk.matching import signers
from desk.models import AuditEvent, Document, Keying, Person, Reading, Recommendation
from desk.office import accounts
from desk.office.accounts import Actor
from desk.program.returns import GRAVE
from desk.program.words import Action, FormKind
from desk.reading import sampling
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
"""What makes another paper of one: whoever did that does not end it as that other paper."""
HELD = (*making.DECIDED, FormKind.THEFT_AFFIDAVIT)
"""The kinds of paper that nobody alone makes something else of."""
_RECORDED = ("taxpayer.added", "taxpayer.changed", "enrollment.ended", "pin.import", "pin.replace", "pin.revoke")
_IDLE = {"", "adjusted_gross_income", "last_filed_year", "address_changed_on"}
"""Columns of a record by which no return is judged."""
_RULING = ("filing_status", "tax_year")
"""Fields that say who signs and which rules hold: what is keyed there otherwise than read is a person's word."""
_NAMED = tuple(name for role in ("primary", "spouse") for name in signers.FIELDS[role])


def of(session: Session, document: Document, name: str) -> list[str]:
    """What this person has said on a return while the desk advised against its release, as sentences.

    What was said on the paper that it came of is said on it (`desk/lifecycle/origins`).
    """
    told: dict[str, None] = {}
    for number, until in origins.traced(session, document.id).items():
        advices = _advices(session, number)
        words = [
            *_acts(session, number, name),
            *_corrections(session, number, name),
            *_on_record(session, number, name),
        ]
        told |= dict.fromkeys(text for text, at in words if at <= until and _stood_against(advices, at))
    return list(told)


def grave(advice: Recommendation) -> bool:
    """Whether only a supervisor lets a paper go with this advice: an affidavit, or a return unmatched or flagged."""
    if advice.kind == FormKind.THEFT_AFFIDAVIT:
        return True
    if advice.kind != FormKind.TAX_RETURN:
        return False
    return advice.action == Action.FLAG or not advice.outcomes or not GRAVE.isdisjoint(advice.outcomes.values())


def second(session: Session, document: Document, actor: Actor) -> str:
    """Why this person may not end a paper that was held to be something else, or is a part of such; "" where they may.

    Whoever made it something else does not, and where that was an affidavit, or a return that was unmatched or flagged,
    a supervisor does.
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
    """Refuse to let this person alone end such a paper: :class:`errors.NotAllowed`, see :func:`second`."""
    why = second(session, document, actor)
    if why:
        raise errors.NotAllowed(why)


def demand_no_case(session: Session, document: Document) -> None:
    """Refuse to make something else of a return while its delay case is open: :class:`errors.WrongState`."""
    if verifications.open_cases(session, document.id):
        raise errors.WrongState("this return has an open delay case: end the case first")


def _held_otherwise(session: Session, document: Document, stages: Mapping[int, datetime]) -> list[Recommendation]:
    """The advices for what a paper and those that it came of were held to be, and it is not now; oldest first.

    A return that was held to be an affidavit is judged as the return that it is.
    """
    kinds = set(making.DECIDED if document.kind == FormKind.TAX_RETURN else HELD) - {document.kind}
    found = [one for number, until in stages.items() for one in _advices(session, number) if one.at <= until]
    return sorted((one for one in found if one.kind in kinds), key=lambda one: one.id)


def _made_other(session: Session, document_id: int, name: str) -> list[datetime]:
    """When this person has made another paper of one."""
    return [at for action, at in _events(session, document_id, name) if action in _OTHERWISE]


def _advices(session: Session, document_id: int) -> Sequence[Recommendation]:
    rows = select(Recommendation).where(Recommendation.document_id == document_id)
    return session.scalars(rows.order_by(Recommendation.id)).all()


def _stood_against(advices: Iterable[Recommendation], moment: datetime) -> bool:
    """Whether the advice that stood just before that moment was for a known paper, and not to release it."""
    before = [one for one in advices if one.at <= moment]
    return bool(before) and before[-1].kind is not None and before[-1].action != Action.RELEASE


def _events(session: Session, document_id: int, name: str) -> Sequence[tuple[str, datetime]]:
    rows = select(AuditEvent.action, AuditEvent.at).where(
        AuditEvent.subject == "document", AuditEvent.subject_id == document_id, AuditEvent.actor == name
    )
    return [(action, at) for action, at in session.execute(rows.order_by(AuditEvent.id)) if action in _WORDS]


def _acts(session: Session, document_id: int, name: str) -> list[tuple[str, datetime]]:
    return [(_WORDS[action], at) for action, at in _events(session, document_id, name)]


def _corrections(session: Session, document_id: int, name: str) -> list[tuple[str, datetime]]:
    """The fields that this person has corrected to something else than the machine surely read."""
    rows = select(Keying).where(
        Keying.document_id == document_id, Keying.by == name, Keying.field.in_((*_NAMED, *_RULING))
    )
    readings = select(Reading).where(Reading.document_id == document_id, Reading.field.in_((*_NAMED, *_RULING)))
    read = {one.field: one for one in session.scalars(readings)}
    return [
        (f"you corrected the {labels.of(key.field)}", key.at)
        for key in session.scalars(rows.order_by(Keying.id))
        if key.field in read and _overruled(read[key.field], key)
    ]


def _on_record(session: Session, document_id: int, name: str) -> Iterator[tuple[str, datetime]]:
    """What was changed on record for the signers by this person, or by an import whose author nobody knows."""
    signers_ = select(Person.taxpayer_id).where(Person.document_id == document_id, Person.taxpayer_id.is_not(None))
    rows = select(AuditEvent).where(
        AuditEvent.subject == "taxpayer",
        AuditEvent.subject_id.in_(signers_),
        AuditEvent.actor.in_((name, IMPORTER)),
        AuditEvent.action.in_(_RECORDED),
    )
    for event in session.scalars(rows.order_by(AuditEvent.id)):
        if event.action != "taxpayer.changed" or set(event.details["columns"].split(", ")) - _IDLE:
            told = "an import changed" if event.actor == IMPORTER else "you changed"
            yield f"{told} what is on record for a signer", event.at


def _overruled(reading: Reading, key: Keying) -> bool:
    """Whether a key says otherwise than a sure reading, or that nothing stands where the machine has read something."""
    seen = reading.value is not None and (reading.field in _RULING or key.state != "read")
    stands = reading.state in ("read", "blank") or seen
    return stands and not sampling.same(reading.field, reading, key.state, key.value)
