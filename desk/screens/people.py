"""The people on a document as a page shows them, and two papers side by side that may be about the same people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import labels, looks, masking
from desk.lifecycle import latest, states
from desk.matching import candidates as taxpayers
from desk.models import Document, Person, Taxpayer
from desk.program.words import Outcome
from desk.recommendation import questions
from desk.system import db

_MISSING = "there is no such document: search for its number in the worklist"
_ORDER = {"applicant": 0, "primary": 1, "spouse": 2}


@dataclass(frozen=True)
class CandidateShown:
    """A possible taxpayer on record; ``comparisons`` are label, result, weight in bits."""

    taxpayer_id: int
    name: str
    tin: str
    address: str
    weight: float | None
    comparisons: list[tuple[str, str, float]]
    chosen: bool

    @property
    def points(self) -> str:
        """The sum of the comparisons."""
        if self.weight is None or self.weight <= 0:
            return "away from this person"
        return f"{'strongly' if self.weight >= taxpayers.LIKELY else 'weakly'} to this person"


@dataclass(frozen=True)
class PersonShown:
    """One person on the document. ``outcome`` is the word for the PIN, ``found`` the sentence."""

    role: str
    label: str
    tin: str
    taxpayer: CandidateShown | None
    candidates: list[CandidateShown]
    chosen_by: str
    outcome: str
    found: str


@dataclass(frozen=True)
class PaperBeside:
    """One of two papers: what it is, its state, the people on it, and its pages by their numbers in the file."""

    id: int
    number: str
    version: int
    form: str
    tax_year: int | None
    received_date: date
    postmark_date: date | None
    state: str
    decision: str
    open: bool
    people: list[PersonShown]
    pages: list[int]


@dataclass(frozen=True)
class Beside:
    """Both papers, the requested one first.

    ``alike``: whether the writing looks the same, None if that is unknown. ``question``: whether one was scanned as the
    paper of the other and nobody has confirmed it yet. ``told``: what the desk says about the two.
    """

    mine: PaperBeside
    other: PaperBeside
    alike: bool | None
    question: bool
    told: str


def people(session: Session, document: Document, blind: bool) -> list[PersonShown]:
    """Return everybody on the document; ``blind`` hides what was found in the boxes."""
    rows = session.scalars(select(Person).where(Person.document_id == document.id)).all()
    return [_person(session, row, blind) for row in sorted(rows, key=lambda row: _ORDER.get(row.role, 9))]


def address(person: Taxpayer) -> str:
    """Return the address of record in one line."""
    return one_line(person.home)


def one_line(parts: Mapping[str, str]) -> str:
    """Return an address, given by the columns of a record, in one line."""
    street = f"{parts['street']} {parts['apartment']}".strip()
    end = parts.get("country") or f"{parts['state']} {parts['zip']}"
    return f"{street}, {parts['city']} {end}"


def beside(session: Session, document_id: int, other_id: int) -> Beside:
    """Return two papers that the desk found to be related; raises :class:`errors.NotFound` for any other two."""
    mine, other = (db.get(session, Document, number, _MISSING) for number in (document_id, other_id))
    told = _told(session, mine, other)
    alike = looks.likeness(mine.pages, other.pages)
    return Beside(
        mine=_paper(session, mine),
        other=_paper(session, other),
        alike=None if alike is None else alike >= looks.ALIKE,
        question=any({pair.old.id, pair.new.id} == {mine.id, other.id} for pair in questions.pairs(session, mine)),
        told=told,
    )


def _person(session: Session, row: Person, blind: bool) -> PersonShown:
    outcome = "" if blind else row.outcome or ""
    candidates = [_candidate(session, one, row) for one in row.candidates or ()]
    return PersonShown(
        role=row.role,
        label=labels.role(row.role),
        tin=masking.tin(row.tin_last4),
        taxpayer=_on_record(row, candidates),
        candidates=[one for one in candidates if one is not None],
        chosen_by=row.chosen_by,
        outcome=outcome,
        found=Outcome(outcome).text if outcome else "",
    )


def _on_record(row: Person, candidates: list[CandidateShown | None]) -> CandidateShown | None:
    if row.taxpayer is None:
        return None
    known = next((one for one in candidates if one and one.taxpayer_id == row.taxpayer_id), None)
    return known or _shown(row.taxpayer, None, [], chosen=True)


def _candidate(session: Session, one: dict, row: Person) -> CandidateShown | None:
    person = session.get(Taxpayer, one["taxpayer_id"])
    if person is None:
        return None
    comparisons = [(label, result, weight) for label, result, weight in one["comparisons"]]
    return _shown(person, one["weight"], comparisons, chosen=person.id == row.taxpayer_id)


def _shown(person: Taxpayer, weight: float | None, comparisons: list, chosen: bool) -> CandidateShown:
    return CandidateShown(
        taxpayer_id=person.id,
        name=person.name,
        tin=masking.tin(person.tin_last4),
        address=address(person),
        weight=weight,
        comparisons=comparisons,
        chosen=chosen,
    )


def _told(session: Session, mine: Document, other: Document) -> str:
    for one, about in ((mine, other.id), (other, mine.id)):
        newest = latest.recommendation(session, one.id)
        found = [said["message"] for said in newest.findings if said.get("other") == about] if newest else []
        if found:
            return found[0]
    raise errors.NotFound("nothing connects these two papers: open each of them by itself")


def _paper(session: Session, document: Document) -> PaperBeside:
    decision = latest.decision(session, document)
    return PaperBeside(
        id=document.id,
        number=document.number,
        version=document.version,
        form=labels.form(document.form, document.revision, document.kind),
        tax_year=document.tax_year,
        received_date=document.received_date,
        postmark_date=document.postmark_date,
        state=document.state,
        decision=labels.done(decision.action) if decision else "",
        open=document.state in states.OPEN,
        people=people(session, document, blind=True),
        pages=[page.number for page in document.pages],
    )
