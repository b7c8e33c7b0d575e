"""A decision while it is carried out: what each consequence needs to know, and the letter that it drafts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents import values
from desk.lifecycle import notices
from desk.models import Decision, Document, Person, Recommendation, Taxpayer
from desk.notices.kinds import NoticeKind
from desk.office.accounts import Actor
from desk.system.config import Settings


@dataclass(frozen=True)
class Matter:
    """A decision while it is carried out, with everything that its consequence needs."""

    session: Session
    settings: Settings
    document: Document
    recommendation: Recommendation
    decision: Decision
    actor: Actor


def draft(matter: Matter, kind: NoticeKind, person: Taxpayer | None, details: dict) -> None:
    """Draft a letter about the document to a person on record; raises :class:`errors.NotAllowed` for anybody else."""
    if person is None:
        raise errors.NotAllowed("a letter goes to the address of record only: choose the taxpayer first")
    notices.draft(
        matter.session,
        kind,
        matter.actor.name,
        taxpayer_id=person.id,
        document_id=matter.document.id,
        language=language(matter.session, matter.document),
        details=details,
    )


def applicant(matter: Matter) -> Taxpayer | None:
    """Return the applicant, if on record."""
    rows = select(Person).where(Person.document_id == matter.document.id, Person.role == "applicant")
    person = matter.session.scalar(rows)
    return person.taxpayer if person else None


def language(session: Session, document: Document) -> str:
    """Return the language of its letters: Spanish if the paper asks for it, otherwise ``en``."""
    value = values.settled(session, document.id).get("language")
    return "es" if value is not None and value.trusted and value.value == "es" else "en"
