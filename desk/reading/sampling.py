"""Quality by sample: a share of trusted readings, of doubtful PINs that counted as the number on record, and of
decisions is looked at again, blind, by another person.

What is drawn follows from a keyed hash of the document and field, so nobody can choose or foresee
it. A reading that a quality check contradicts goes to a third person: it counts as wrong when that
person contradicts it, too. A decision counts as different when the second person decides otherwise.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import labels, values
from desk.lifecycle import audit
from desk.models import Decision, Document, Keying, Note, Person, Reading, ReleaseRequest, Sample
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.words import TRUSTED, Outcome, ReadingState, ValueSource
from desk.reading import keying
from desk.system import calendar, crypto, db
from desk.system.config import Settings

DESK = "desk"
UNDECIDED = "review"
"""The answer of a second person who could not decide: it settles the look and counts for nothing."""
_AT_ONCE = 10
_LOOKED_AT = (
    "primary_first_name", "primary_last_name", "primary_ssn", "spouse_first_name", "spouse_last_name", "spouse_ssn",
    "primary_ip_pin", "spouse_ip_pin", "last_name", "first_name", "tin", "street", "city", "state", "zip", "phone",
    *values.AMOUNTS,
)  # fmt: skip
"""Fields that are keyed as they are written; marks and dates are not."""


def draw_readings(session: Session, settings: Settings, document: Document) -> None:
    """Draw among a document's trusted readings, once, when it has been read."""
    rows = select(Reading).where(
        Reading.document_id == document.id, Reading.state.in_(TRUSTED), Reading.field.in_(_LOOKED_AT)
    )
    for reading in session.scalars(rows):
        placed = reading.page is not None and reading.box
        if placed and _drawn(f"reading:{document.id}:{reading.field}", settings.sample_readings):
            session.add(Sample(document_id=document.id, field=reading.field, drawn_on=calendar.today(), answers=[]))


def draw_decision(session: Session, settings: Settings, made: Decision) -> None:
    """Draw, or do not draw, a decision that was just made."""
    session.flush()
    if _drawn(f"decision:{made.document_id}", settings.sample_decisions):
        session.add(Sample(document_id=made.document_id, decision_id=made.id, drawn_on=calendar.today(), answers=[]))


def draw_claims(session: Session, settings: Settings, document: Document) -> None:
    """Draw among the doubtful PINs that counted as the number on record when the document was decided, unkeyed."""
    matched = select(Person.role).where(Person.document_id == document.id, Person.outcome == Outcome.MATCH.value)
    settled = values.settled(session, document.id)
    drawn = set(session.scalars(select(Sample.field).where(Sample.document_id == document.id)))
    for name in [f"{role}_ip_pin" for role in session.scalars(matched)]:
        value = settled.get(name)
        if value is None or name in drawn or (value.source, value.state) != (ValueSource.MACHINE, ReadingState.SUSPECT):
            continue
        if value.page and value.box and _drawn(f"claim:{document.id}:{name}", settings.sample_claims):
            session.add(Sample(document_id=document.id, field=name, drawn_on=calendar.today(), answers=[]))


class Drawn(NamedTuple):
    """A reading that was drawn for a blind quality check; ``id`` is the sample's."""

    id: int
    document_id: int
    field: str


def waiting(session: Session, actor: Actor) -> list[Drawn]:
    """Readings that this person may key again, oldest first; nobody who worked on the document."""
    rows = session.scalars(_readings(select(Sample), actor).order_by(Sample.id).limit(_AT_ONCE))
    return [Drawn(one.id, one.document_id, one.field) for one in rows if one.field]


def count(session: Session, actor: Actor) -> int:
    """How many readings wait for a quality check by this person."""
    return session.scalar(_readings(select(func.count(Sample.id)), actor)) or 0


def looks(session: Session, actor: Actor) -> list[Sample]:
    """Decisions that this person may look at again, oldest first."""
    rows = (
        select(Sample)
        .join(Decision, Sample.decision_id == Decision.id)
        .where(Sample.settled_on.is_(None), Decision.undone_at.is_(None), ~_worked_on(actor))
    )
    return list(session.scalars(rows.order_by(Sample.id).limit(_AT_ONCE)))


def reading_of(session: Session, sample_id: int, actor: Actor) -> Drawn:
    """A reading that waits for this person's look; :class:`errors.NotAllowed` when it does not."""
    sample = session.scalar(_readings(select(Sample), actor).where(Sample.id == sample_id))
    if sample is None or sample.field is None:
        raise errors.NotAllowed("this box does not wait for your key: it is settled, or you worked on its document")
    return Drawn(sample.id, sample.document_id, sample.field)


def answer_reading(office: Office, sample_id: int, value: str | None, state: str, actor: Actor) -> None:
    """Keep what a second (or third) person saw; it changes nothing but the measure, and a note when it was wrong."""
    with office.database.transaction() as session:
        drawn = reading_of(session, sample_id, actor)
        text = keying.check(drawn.field, value, state)
        rows = select(Reading).where(Reading.document_id == drawn.document_id, Reading.field == drawn.field)
        right = values.same(session.scalars(rows).one(), state, text)
        sample = db.get(session, Sample, drawn.id)
        final = right or bool(sample.answers)
        sample.answers = [*sample.answers, {"by": actor.name, "state": state, "value": text}]
        sample.first_by = sample.first_by or actor.name
        if final:
            told = f"A blind quality check found the reading of the {labels.caption(drawn.field)} wrong."
            _settle(session, sample, right, actor, told)


def answer_decision(office: Office, document_id: int, action: str, reason: str, actor: Actor) -> None:
    """Keep what a second person would have decided."""
    free_text.demand_no_number(reason)
    with office.database.transaction() as session:
        found = [one for one in looks(session, actor) if one.document_id == document_id]
        if not found:
            raise errors.NotAllowed("this document is not waiting for your quality check")
        sample, made = found[0], db.get(session, Decision, found[0].decision_id)
        if not action:
            raise errors.InvalidInput("say what you would decide")
        sample.answers = [{"by": actor.name, "action": action, "reason": reason.strip()[:500]}]
        sample.first_by = actor.name
        right = None if action == UNDECIDED else action == made.action
        told = f"A blind quality check came to another decision: {labels.action(action).lower()}."
        _settle(session, sample, right, actor, "A second person could not decide it." if right is None else told)


def _settle(session: Session, sample: Sample, right: bool | None, actor: Actor, told: str) -> None:
    sample.right, sample.settled_on = right, calendar.today()
    what = sample.field or "decision"
    audit.record(session, actor.name, "sample.settled", "document", sample.document_id, what=what, agrees=right)
    if not right:
        session.add(Note(document_id=sample.document_id, text=told, by=DESK, at=calendar.now()))


def _drawn(what: str, share: float) -> bool:
    return crypto.ring().fraction(f"sample:{what}") < share


def _readings(rows: Select, actor: Actor) -> Select:
    others = or_(Sample.first_by.is_(None), Sample.first_by != actor.name)
    return rows.where(Sample.settled_on.is_(None), Sample.field.is_not(None), others, ~_worked_on(actor))


def _worked_on(actor: Actor) -> ColumnElement[bool]:
    """A condition: this person has seen the document, by keying on it, deciding it, or requesting its release."""
    keyed = select(Keying.id).where(Keying.document_id == Sample.document_id, Keying.by == actor.name)
    decided = select(Decision.id).where(Decision.document_id == Sample.document_id, Decision.by == actor.name)
    asked = select(ReleaseRequest.id).where(
        ReleaseRequest.document_id == Sample.document_id, ReleaseRequest.by == actor.name
    )
    return or_(*(rows.correlate(Sample).exists() for rows in (keyed, decided, asked)))
