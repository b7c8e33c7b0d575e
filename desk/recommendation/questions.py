"""Finds rescans of which nobody knows yet whether they hold the same paper as the document that they should replace.

Until that is known both documents wait, and neither is decided. Nothing is asked before the new scan is read. If it
then does not agree with the old one, a person says whether it is the same paper, and why.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.matching import papers
from desk.models import Document, Scan
from desk.models.states import ScanState
from desk.system import db

RESCAN = "RESCAN"


@dataclass(frozen=True)
class Pair:
    """An old document and the one in the new scan of its paper."""

    old: Document
    new: Document


def pairs(session: Session, document: Document) -> list[Pair]:
    """Return the open questions about a document, which may be either of the two; none before the new scan is read."""
    asked = Document.rescan_id == document.scan_id
    found = [Pair(old, document) for old in session.scalars(select(Document).where(asked).order_by(Document.id))]
    if document.rescan_id is not None:
        scan = db.get(session, Scan, document.rescan_id)
        found += [Pair(document, new) for new in scan.documents]
    return [pair for pair in found if pair.new.scan.state == ScanState.READ]


def demand_answered(session: Session, document: Document) -> None:
    """Refuse a decision about a document, old or new, while a rescan of its paper is in question.

    Raises :class:`errors.WrongState`.
    """
    if pairs(session, document):
        raise errors.WrongState(
            "this paper was scanned again, and the scans do not agree: say first whether they are one paper"
        )
    if document.rescan_id:
        raise errors.WrongState("this paper is being scanned again: wait until the new scan is read")


def findings(session: Session, document: Document) -> list[dict]:
    """Return the findings for the open questions: code, sentence, and the id of the other document."""
    return [_finding(session, document, pair) for pair in pairs(session, document)]


def _finding(session: Session, document: Document, pair: Pair) -> dict:
    other = pair.old if document is pair.new else pair.new
    told = "This paper was scanned again as" if document is pair.old else "This was scanned as a new scan of"
    why = "; ".join(papers.differences(session, pair.old, pair.new)) or "what is on record agrees by now"
    message = f"{told} {other.number}, but they may not be one paper: {why}. A person says which it is."
    return {"code": RESCAN, "field": "", "message": message, "other": other.id, "roles": []}
