"""Shows the office as of the end of any past day, from append-only rows only."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from desk.models import ApplicationEvent, Batch, DelayEvent, Document, DocumentEvent, Recommendation, Scan, numbers
from desk.models.states import DelayState, DocumentState
from desk.program.words import FormKind

SET_ASIDE = ("replaced by scan", "joined to", "batch sheets only", "answered by")
"""How the note of a closed document begins if its paper is on record in another way, so that it is not counted twice.
"""
ENDED = (DelayState.RELEASED, DelayState.IDENTITY_THEFT, DelayState.COMPLETED)
"""The states in which a delay case no longer delays its return (domain.md 4.2)."""


_Dated = TypeVar("_Dated", ApplicationEvent, DocumentEvent, Recommendation)


@dataclass(frozen=True)
class Paper:
    """One document as of a day. ``entered`` is when the desk received it; ``note`` explains its state.

    ``cases`` is the newest event of each delay case, primary before spouse.
    """

    document_id: int
    number: str
    file: str
    batch: str
    site: str
    received_date: date
    entered: date
    kind: str | None
    form: str
    state: str
    note: str
    since: date
    advice: Recommendation | None
    cases: tuple[DelayEvent, ...]
    application: ApplicationEvent | None

    @property
    def closed(self) -> bool:
        """Whether the work on it is finished."""
        return self.state == DocumentState.CLOSED

    @property
    def set_aside(self) -> bool:
        """Whether it is closed because its paper counts elsewhere (:data:`SET_ASIDE`)."""
        return self.closed and self.note.startswith(SET_ASIDE)

    @property
    def awaited(self) -> bool:
        """Whether it counts as a return. A paper that nobody has read or identified yet may be one (domain.md 4.5)."""
        return self.kind in (FormKind.TAX_RETURN, None) and not self.set_aside

    @property
    def open_cases(self) -> tuple[DelayEvent, ...]:
        """Its delay cases that have not ended."""
        return tuple(case for case in self.cases if case.state not in ENDED)

    @property
    def flagged(self) -> bool:
        """Whether one of its delay cases has not ended."""
        return bool(self.open_cases)


def newest(session: Session, model: type[_Dated], as_of: date) -> dict[int, _Dated]:
    """Return the last row for each document up to a day."""
    last = select(func.max(model.id)).where(model.on <= as_of).group_by(model.document_id)
    return {row.document_id: row for row in session.scalars(select(model).where(model.id.in_(last)))}


def papers(session: Session, as_of: date) -> list[Paper]:
    """Return every document received by the end of a day, oldest first."""
    states, entered = newest(session, DocumentEvent, as_of), _entered(session, as_of)
    advices, cases = newest(session, Recommendation, as_of), _cases(session, as_of)
    applications = newest(session, ApplicationEvent, as_of)
    rows = session.execute(
        select(Document.id, Document.received_date, Scan.file_name, Batch.name, Batch.site)
        .join(Scan, Document.scan_id == Scan.id)
        .join(Batch, Scan.batch_id == Batch.id)
        .where(Document.received_date <= as_of)
        .order_by(Document.received_date, Document.id)
    )
    return [
        Paper(
            document_id=number,
            number=numbers.document(number),
            file=file,
            batch=batch,
            site=site,
            received_date=received,
            entered=entered[number],
            kind=advice.kind if advice else None,
            form=advice.form if advice else "",
            state=states[number].state,
            note=states[number].note,
            since=states[number].on,
            advice=advice,
            cases=tuple(cases[number]),
            application=applications.get(number),
        )
        for number, received, file, batch, site in rows
        if number in states
        for advice in [advices.get(number)]
    ]


def _cases(session: Session, as_of: date) -> dict[int, list[DelayEvent]]:
    """The last event of each delay case up to a day, by document."""
    of_case = (DelayEvent.document_id, DelayEvent.role, DelayEvent.cause)
    last = select(func.max(DelayEvent.id)).where(DelayEvent.on <= as_of).group_by(*of_case)
    found: dict[int, list[DelayEvent]] = defaultdict(list)
    for event in session.scalars(select(DelayEvent).where(DelayEvent.id.in_(last)).order_by(*of_case)):
        found[event.document_id].append(event)
    return found


def _entered(session: Session, as_of: date) -> dict[int, date]:
    rows = select(DocumentEvent.document_id, func.min(DocumentEvent.on)).where(DocumentEvent.on <= as_of)
    return dict(session.execute(rows.group_by(DocumentEvent.document_id)).all())
