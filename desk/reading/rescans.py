"""Paper scanned again: the new scan is read, compared, and replaces the document if it is the same paper.

It agrees if taxpayer numbers, names, form, tax year, and pages do, and the writing looks the same where that can be
told. Otherwise both documents stay, and a person says which it is (`desk/reading/same_paper`).
"""

from functools import partial

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.documents import leases
from desk.lifecycle import audit, states
from desk.lifecycle.history import ENDED
from desk.mailroom import again, batches, receive
from desk.mailroom.receive import Receipt
from desk.matching import papers
from desk.models import Delay, Document, Scan
from desk.models.states import ScanState
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.reading import lease
from desk.recommendation import renewals
from desk.system import db


def rescan(office: Office, document_id: int, data: bytes, file_name: str, actor: Actor) -> Receipt:
    """Receive a file as a new scan of a document's paper; raises like :func:`again.announce`."""
    with office.database.reading() as session:
        old = again.rescannable(session, document_id)
        scan = old.scan
        name, _ = batches.still_open(session, scan.batch.name)
        site = scan.batch.site
    receipt = receive.receive(
        office, data, file_name, batch=name, actor=actor.name, received=old.received_date,
        postmark=old.postmark_date, site=site,
        follow=lambda session, new: again.announce(session, document_id, new, actor),
    )  # fmt: skip
    if receipt.duplicate:
        with office.database.transaction() as session:
            scan = db.get(session, Scan, receipt.scan_id)
            again.announce(session, document_id, scan, actor)
            if scan.state == ScanState.READ:
                settle(session, office, scan, scan.documents)
                _judge_again(session, office, *scan.documents)
    return receipt


def settle(session: Session, office: Office, scan: Scan, read: list[Document]) -> None:
    """Replace whatever this scan, just read, was made to replace, where one paper of it is the same one.

    A document that somebody has closed meanwhile is not replaced; whatever stays is judged anew.
    """
    rows = select(Document).where(Document.rescan_id == scan.id).order_by(Document.id).with_for_update()
    for old in session.scalars(rows).all():
        same = [new for new in read if not papers.differences(session, old, new)]
        if old.state not in states.OPEN:
            forget(session, old)
        elif len(same) == 1 and not in_case(session, old):
            again.replace(session, old, same[0], lease.READER)
            leases.end(session, old.id)
        else:
            _judge_again(session, office, old)
    session.flush()


def in_case(session: Session, old: Document) -> bool:
    """Whether a delay case of it is open, which a person ends."""
    rows = select(Delay.id).where(Delay.document_id == old.id, Delay.state.not_in(ENDED))
    return session.scalar(rows.limit(1)) is not None


def give_up(session: Session, scan: Scan) -> None:
    """A new scan that cannot be read replaces nothing: the paper can be scanned once more."""
    for old in session.scalars(select(Document).where(Document.rescan_id == scan.id).with_for_update()):
        forget(session, old)


def forget(session: Session, old: Document) -> None:
    """No question is left whether a document's paper was scanned again."""
    audit.record(session, lease.READER, "document.rescan_dropped", "document", old.id, scan=old.rescan_id)
    old.rescan_id = None


def _judge_again(session: Session, office: Office, *documents: Document) -> None:
    for one in documents:
        db.after_commit(session, partial(renewals.renew, office, one.id, lease.READER))
