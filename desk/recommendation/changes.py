"""The one door for a change to a document that waits: locked, looked at, changed and judged anew in one transaction.

Whoever changes a document comes in here, by page, by command or by the clock::

    with changes.changing(office, document_id, actor, version) as change:
        change.document.postmark_date = day
        change.record("document.postmarked", postmark=day)

On the way in the document's row is locked, and a change by somebody whose turn it is not is refused. On the way out
the rules are asked anew about a document that waits for a person, and a document that waits no more is held by nobody.
So no change is ever on record without its audit event and without the recommendation that follows from it.
A request for a release was made of the document as it stood: every other act ends it.
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
from desk.models import Application, AuditEvent, Document, Recommendation, ReleaseRequest
from desk.models.states import ReleaseState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import making
from desk.system import calendar, faults

Demand = Callable[[Session, Document], None]
"""Refuses a document on which an act may not be done now: raises :class:`errors.WrongState` or `errors.NotFound`."""
_NO_CHANGE = ("field.revealed", "document.noted", "document.taken_over", "sample.settled")
"""Audit events of a document that leave it as it was."""


@dataclass
class Change:
    """One act on a document while it is done: the session, the office, the document and who acts."""

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
        """The application that the document is; :class:`errors.NotFound` when it is none."""
        return applications.of_document(self.session, self.document)

    def record(self, action: str, **details: object) -> None:
        """Keep the audit event of the act; see :func:`audit.record`."""
        audit.record(self.session, self.actor.name, action, "document", self.document.id, **details)
        self._recorded = True

    def move(self, new: str, note: str = "") -> None:
        """Bring the document into another state, with its history row and its audit event."""
        states.move(self.session, self.document, new, self.actor.name, note)
        self._recorded = True

    def judge(self) -> tuple[Recommendation | None, Recommendation]:
        """Ask the rules before the act, not after it: the recommendation that was shown, and the one that holds now."""
        shown = latest.recommendation(self.session, self.document.id)
        self._judged = True
        return shown, making.give(self.session, self.office.settings, self.document, self.actor.name)

    def enter(self, document_id: int) -> Document:
        """Another document that waits and that the act changes too; refused as the first one would be."""
        document = leases.document(self.session, document_id, self.actor)
        demand_waiting(self.session, document)
        self.also(document)
        return document

    def also(self, document: Document) -> None:
        """A document that the act has made; the rules are asked about it as well."""
        self._beside.append(document)

    def ask(self, request: ReleaseRequest) -> None:
        """The act is a request for the release of the document, which another person decides."""
        self.session.add(request)
        self._asked = request

    def end_request(self, request: ReleaseRequest, how: ReleaseState, reason: str = "") -> None:
        """Close a request for a release, with its audit event."""
        releases.end(self.session, request, how, self.actor.name, reason)
        self._recorded = True

    def leave(self) -> None:
        """The document itself stays as it is, so nothing follows for it."""
        self._left = True

    def finish(self) -> None:
        """What follows from every change; :class:`RuntimeError` where an act has left no audit event."""
        if self._left:
            return
        if not self._recorded:
            raise RuntimeError("an act on a document has left no audit event")
        for document in (self.document, *self._beside):
            self._end_other(document)
            waits = document.state in states.OPEN
            flag_modified(document, "state")  # its version rises with every act
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
    """The document to be changed, in a transaction that ends with its new recommendation.

    ``version`` is the one that the person saw; ``None`` for an act of the clock or the command line, which saw none.
    ``demand`` refuses what may not be done in the state in which the document is; by default it must wait for a
    person. ``leased``: refused while somebody else has the document open; not so for a key typed blind beside it,
    nor for the clock. Raises :class:`errors.NotFound`, :class:`errors.HeldByOther`, :class:`errors.ChangedMeanwhile`
    and whatever ``demand`` raises; then nothing has happened.
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
    """It waits for a person: in review, or an exception."""
    if document.state not in states.OPEN:
        raise errors.WrongState("this document is decided: undo the decision first")


def demand_nothing(_session: Session, _document: Document) -> None:
    """The act itself looks at the state."""


def _demand_version(session: Session, document: Document, version: int | None) -> None:
    """Refuse to work on a document that has changed since it was looked at, saying by whom and when."""
    if version is None or document.version == version:
        return
    rows = select(AuditEvent).where(
        AuditEvent.subject == "document", AuditEvent.subject_id == document.id, AuditEvent.action.not_in(_NO_CHANGE)
    )
    last = session.scalar(rows.order_by(AuditEvent.id.desc()).limit(1))
    who = f"{last.actor} changed it at {calendar.told(last.at)}" if last else "somebody else was faster"
    raise errors.ChangedMeanwhile(f"this document changed meanwhile ({who}): look at it again")
