"""Finds when an applicant was last asked by letter: for papers, and for a time to call (domain.md 1.5).

A letter that was answered counts no more. A letter that was returned asked nobody: it counts again when it is mailed to
another address. If no other address was found, the deadline of the letter that was mailed still runs.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from desk.models import DocumentEvent, Notice, NoticeEvent
from desk.models.states import NoticeState
from desk.notices.kinds import NoticeKind

ANSWER = "answer: "
"""How the history note begins when an applicant has answered."""
CALL = "call"


@dataclass(frozen=True)
class Asked:
    """The days of the last letters that still wait for an answer."""

    for_papers: date | None = None
    for_call: date | None = None


def letters(session: Session, document_id: int) -> Asked:
    """Return the letters about one application that still wait for an answer."""
    letters = list(session.scalars(_unanswered(session, document_id)))
    papers = [one.mailed_on for one in letters if set(one.details["items"]) - {CALL}]
    calls = [one.mailed_on for one in letters if CALL in one.details["items"]]
    return Asked(max(papers, default=None), max(calls, default=None))


def _unanswered(session: Session, document_id: int) -> Select:
    came = select(func.max(DocumentEvent.at)).where(
        DocumentEvent.document_id == document_id, DocumentEvent.note.startswith(ANSWER)
    )
    sent = select(NoticeEvent.notice_id).where(NoticeEvent.state == NoticeState.MAILED)
    if answered := session.scalar(came):
        sent = sent.where(NoticeEvent.at > answered)
    standing = Notice.mailed_on.is_not(None) & Notice.state.in_((NoticeState.MAILED, NoticeState.CANCELED))
    about = (Notice.document_id == document_id) & (Notice.kind == NoticeKind.MISSING)
    return select(Notice).where(about, standing, Notice.id.in_(sent))
