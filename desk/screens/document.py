"""Everything that the document page shows, as one value without secrets.

Taxpayer numbers show only their last digits unless this person has uncovered them; IP PINs are never shown. While a box
waits for blind keys, the page does not show how it compares with the record, so that nobody who keys it knows what to
expect.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy.orm import Session

from desk.delays import refunds
from desk.delays.refunds import Frozen
from desk.documents import labels, leases, locators, masking
from desk.documents.leases import Held
from desk.lifecycle import latest, states
from desk.models import Document, Page
from desk.models.states import DocumentState
from desk.office import accounts
from desk.office.accounts import Actor
from desk.program import dln
from desk.program.words import Action, FormKind
from desk.reading import keying
from desk.recommendation import making, proofs
from desk.review import decisions, regroup, undoing
from desk.screens import fields as fields_shown
from desk.screens import mail, records, releases
from desk.screens import people as people_shown
from desk.screens.fields import FieldShown
from desk.screens.mail import LetterShown
from desk.screens.people import PersonShown
from desk.screens.records import (
    ApplicationShown,
    CallShown,
    DecisionShown,
    DelayShown,
    EventShown,
    NoteShown,
    Proof,
)
from desk.screens.releases import Releasing
from desk.system import calendar, db

_MISSING = "there is no such document: search for its number in the worklist"


@dataclass(frozen=True)
class PageShown:
    """One page: its number in the file, its size in pixels, and whether it is veiled."""

    number: int
    form_page: int | None
    width: int
    height: int
    quality: list[str]
    veiled: bool


@dataclass(frozen=True)
class Sibling:
    """Another open document of the same file, with its form in words."""

    id: int
    number: str
    form: str


@dataclass(frozen=True)
class Advice:
    """The recommendation in words; ``keys`` are labels of boxes that wait for blind keys.

    ``conditions`` are those of an approval, each with whether it is met.
    """

    action: str
    reasons: list[str]
    findings: list[dict]
    codes: list[str]
    keys: list[str]
    supervisor: bool
    conditions: list[dict] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class DocumentShown:
    """One document as one person may see it.

    ``locator``: the DLN with hyphens, "" if there is none. ``proved``: this person may not approve, having recorded the
    proof, resolved a doubt, or chosen the taxpayer.
    """

    id: int
    number: str
    locator: str
    version: int
    kind: str | None
    form: str
    revision: str | None
    state: str
    received_date: date
    postmark_date: date | None
    days: int
    file: str
    batch: str
    batch_id: int
    unreadable: str
    pages: list[PageShown]
    fields: list[FieldShown]
    people: list[PersonShown]
    advice: Advice
    application: ApplicationShown | None
    calls: list[CallShown]
    decisions: list[DecisionShown]
    notices: list[LetterShown]
    proof: Proof | None
    delays: list[DelayShown]
    frozen: Frozen | None
    history: list[EventShown]
    siblings: list[Sibling]
    taken: Held | None
    to_key: list[str]
    undoable: bool
    proved: bool
    notes: list[NoteShown]
    release: Releasing

    @property
    def choices(self) -> list[str]:
        """The decisions that the rules allow."""
        return self.advice.choices

    @property
    def doubtful(self) -> list[FieldShown]:
        """The fields that a person must look at, in the order of the form, without those to key blind."""
        return [field for field in self.fields if field.doubtful and field.name not in self.to_key]

    @property
    def blind(self) -> list[FieldShown]:
        """The fields that wait for a blind key of this person."""
        return [field for field in self.fields if field.name in self.to_key]

    @property
    def sure(self) -> list[FieldShown]:
        """The fields that may be used without another check."""
        return [field for field in self.fields if not field.doubtful and field.name not in self.to_key]

    @property
    def standing(self) -> DecisionShown | None:
        """The decision in force."""
        return next((one for one in self.decisions if one.undone_at is None), None)

    @property
    def told(self) -> list[EventShown | NoteShown]:
        """The history with the notes in their places, newest first."""
        return sorted([*self.history, *self.notes], key=lambda one: one.at, reverse=True)

    @property
    def laid_aside(self) -> bool:
        """Whether it was closed because it is not one of our forms, and still has its pages."""
        return self.misfit and self.state == DocumentState.CLOSED and bool(self.pages)

    @property
    def misfit(self) -> bool:
        """Whether no decision about it is possible: a person says what it is, or where it goes."""
        return self.kind not in making.DECIDED

    @property
    def open(self) -> bool:
        """Whether this person can decide it now: it waits for a decision and nobody else has it open."""
        return self.state == DocumentState.IN_REVIEW and self.taken is None

    @property
    def waits(self) -> bool:
        """Whether it waits for a person, even if somebody has it open."""
        return self.state in states.OPEN

    @property
    def workable(self) -> bool:
        """Whether this person can change anything about it now."""
        return self.waits and self.taken is None


def open(session: Session, document_id: int, actor: Actor) -> DocumentShown:
    """Return a document as ``actor`` may see it; raises :class:`errors.NotFound`."""
    document = db.get(session, Document, document_id, _MISSING)
    advice, application = _advice(session, document), records.application(session, document.id)
    return DocumentShown(
        id=document.id,
        number=document.number,
        locator=dln.spoken(locators.number(session, document.id)),
        version=document.version,
        kind=document.kind,
        form=labels.form(document.form, document.revision, document.kind),
        revision=document.revision,
        state=document.state,
        received_date=document.received_date,
        postmark_date=document.postmark_date,
        days=(calendar.today() - document.received_date).days,
        file=document.scan.file_name,
        batch=document.scan.batch.name,
        batch_id=document.scan.batch_id,
        unreadable=document.scan.error_message or "",
        pages=[_page(session, page, actor) for page in document.pages],
        fields=fields_shown.fields(session, document, actor),
        people=people_shown.people(session, document, blind=bool(advice.keys)),
        advice=advice,
        application=application,
        calls=records.calls(session, document.id),
        decisions=records.decisions(session, document.id),
        notices=mail.of_document(session, document.id),
        history=records.history(session, document.id),
        proof=_proof(session, document, application),
        delays=records.delays(session, document.id),
        frozen=refunds.of_document(session, document.id),
        siblings=_siblings(session, document),
        to_key=[one.field for one in keying.for_me(session, document, actor)] if _keys(actor) else [],
        notes=records.notes(session, document.id),
        release=releases.shown(session, document, actor),
        undoable=undoing.undoable(session, document),
        proved=actor.name in proofs.provers(session, document.id),
        taken=_taken(session, document, actor),
    )


def _taken(session: Session, document: Document, actor: Actor) -> Held | None:
    """The other person who has it open."""
    held = leases.holder(session, document.id)
    return held if held and held.by != actor.name else None


def _keys(actor: Actor) -> bool:
    return accounts.may(actor.role, "key")


def _proof(session: Session, document: Document, application: ApplicationShown | None) -> Proof | None:
    applies = application is not None and document.kind == FormKind.PIN_APPLICATION
    return records.proof(session, document.id) if applies else None


def _siblings(session: Session, document: Document) -> list[Sibling]:
    rows = regroup.siblings(session, document)
    return [Sibling(row.id, row.number, labels.form(row.form, row.revision, row.kind)) for row in rows]


def _page(session: Session, page: Page, actor: Actor) -> PageShown:
    veiled = masking.covers(session, page, actor) is None
    return PageShown(page.number, page.form_page, page.width, page.height, list(page.quality), veiled)


def _advice(session: Session, document: Document) -> Advice:
    newest = latest.recommendation(session, document.id)
    if newest is None:
        return Advice(document.recommendation or Action.REVIEW, [], [], [], [], False)
    keys = list(dict.fromkeys(labels.caption(key["field"]) for key in newest.keys))
    told = ("SUSPECT", "ILLEGIBLE")  # the fields show this themselves
    return Advice(
        newest.action,
        [f"The {key} must be keyed from the snippet alone before anything is said about it." for key in keys]
        or list(newest.reasons),
        [one for one in newest.findings if one["code"] not in told and one["message"] not in newest.reasons],
        list(newest.codes),
        keys,
        newest.supervisor,
        list(newest.conditions),
        list(decisions.offered(document.kind, newest)),
    )
