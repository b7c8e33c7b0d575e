"""The only way to change a document that waits: one transaction locks, checks, changes, and judges it again.

Every change of a document, from a page, a command, or the clock, is made like this::

    with changes.changing(office, document_id, actor, version) as change:
        change.document.postmark_date = day
        change.record("document.postmarked", postmark=day)

At the start the document's row is locked, and a change by somebody who may not make it now is refused. At the end the
rules are applied again if the document waits for a person; otherwise its lease ends. So every change is stored together
with its audit event and the recommendation that follows from it. A request for a release was about the document as it
was: every other act ends the request.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from desk import errors
from desk.documents import leases
from desk.lifecycle import applications, audit, latest, releases, states
from desk.matching import looking
from desk.models import Application, AuditEvent, Document, Recommendation, ReleaseRequest
from desk.models.states import ReleaseState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import making
from desk.system import calendar, faults

Demand = Callable[[Session, Document], None]
"""Refuses a document that may not be changed now: raises :class:`errors.WrongState` or `errors.NotFound`."""
_NO_CHANGE = (*looking.LOOKS, "document.noted", "document.taken_over", "sample.settled")
"""Audit events that do not change the document."""


@dataclass
class Change:
    """One change of a document in progress: the session, the office, the document, and the person."""

    session: Session
    office: Office
    document: Document
    actor: Actor
    _beside: list[Document] = field(default_factory=list)
    _judged: bool = False
    _recorded: bool = False
    _left: bool = False
    _asked: ReleaseRequest | None = None

    @property
    def application(self) -> Application:
        """The application of the document; raises :class:`errors.NotFound` if the document is not an application."""
        return applications.of_document(self.session, self.document)

    def record(self, action: str, **details: object) -> None:
        """Write the audit event of the act; see :func:`audit.record`."""
        audit.record(self.session, self.actor.name, action, "document", self.document.id, **details)
        self._recorded = True

    def move(self, new: str, note: str = "") -> None:
        """Move the document to another state, with its history row and its audit event."""
        states.move(self.session, self.document, new, self.actor.name, note)
        self._recorded = True

    def judge(self) -> tuple[Recommendation | None, Recommendation]:
        """Apply the rules before the act: return the recommendation that was shown, and the one that is valid now."""
        shown = latest.recommendation(self.session, self.document.id)
        self._judged = True
        return shown, making.give(self.session, self.office.settings, self.document, self.actor.name)

    def enter(self, document_id: int) -> Document:
        """Return another waiting document that the act changes too; the same checks apply to it."""
        document = leases.document(self.session, document_id, self.actor)
        demand_waiting(self.session, document)
        self.also(document)
        return document

    def also(self, document: Document) -> None:
        """Add a document that the act has created; the rules are applied to it as well."""
        self._beside.append(document)

    def ask(self, request: ReleaseRequest) -> None:
        """Mark the act as a request for the release of the document, which another person decides."""
        self.session.add(request)
        self._asked = request

    def end_request(self, request: ReleaseRequest, how: ReleaseState, reason: str = "") -> None:
        """Close a request for a release, with its audit event."""
        releases.end(self.session, request, how, self.actor.name, reason)
        self._recorded = True

    def leave(self) -> None:
        """Leave the document as it is, so that nothing follows from the act."""
        self._left = True

    def finish(self) -> None:
        """Do what follows from every change; raises :class:`RuntimeError` if the act wrote no audit event."""
        if self._left:
            return
        if not self._recorded:
            raise RuntimeError("an act on a document has left no audit event")
        for document in (self.document, *self._beside):
            self._end_other(document)
            waits = document.state in states.OPEN
            flag_modified(document, "state")  # every act raises its version
            if not waits:
                leases.end(self.session, document.id)
            elif document is not self.document or not self._judged:
                making.give(self.session, self.office.settings, document, self.actor.name)

    def _end_other(self, document: Document) -> None:
        standing = releases.standing(self.session, document.id)
        if standing is not None and standing is not self._asked:
            self.end_request(standing, ReleaseState.ENDED)


@contextmanager
def changing(
    office: Office,
    document_id: int,
    actor: Actor,
    version: int | None = None,
    *,
    demand: Demand | None = None,
    leased: bool = True,
) -> Iterator[Change]:
    """Yield the document to be changed, in a transaction that ends with its new recommendation.

    ``version`` is the version that the person saw, ``None`` for an act of the clock or the command line. ``demand``
    refuses a document in the wrong state; by default it must wait for a person. ``leased``: refuse while somebody else
    has the document open; False for a key typed blind beside it and for the clock. Raises :class:`errors.NotFound`,
    :class:`errors.HeldByOther`, :class:`errors.ChangedMeanwhile`, and whatever ``demand`` raises; then nothing is
    changed.
    """
    with office.database.transaction() as session:
        document = leases.document(session, document_id, actor if leased else None)
        (demand or demand_waiting)(session, document)
        _demand_version(session, document, version)
        change = Change(session, office, document, actor)
        yield change
        change.finish()
        faults.point("change.written")
    faults.point("change.committed")


def demand_waiting(_session: Session, document: Document) -> None:
    """Demand that it waits for a person: in review, or an exception."""
    if document.state not in states.OPEN:
        raise errors.WrongState("this document is decided: undo the decision first")


def demand_nothing(_session: Session, _document: Document) -> None:
    """Demand nothing; the act itself checks the state."""


def _demand_version(session: Session, document: Document, version: int | None) -> None:
    """Refuse a document that has changed since the person saw it; the message says who changed it and when."""
    if version is None or document.version == version:
        return
    rows = select(AuditEvent).where(
        AuditEvent.subject == "document", AuditEvent.subject_id == document.id, AuditEvent.action.not_in(_NO_CHANGE)
    )
    last = session.scalar(rows.order_by(AuditEvent.id.desc()).limit(1))
    who = f"{last.actor} changed it at {calendar.told(last.at)}" if last else "somebody else was faster"
    raise errors.ChangedMeanwhile(f"this document changed meanwhile ({who}): look at it again")
