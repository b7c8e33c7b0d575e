"""Approved applications whose CP01A was cancelled before it left: they wait for a person again (domain.md 1.5, 2.3).

The number ended, or its taxpayer died, while the letter waited to be printed. Nothing would ever
mail it, so nothing would ever close the application. Found by the rows as they stand, whenever
and however the letter was cancelled.
"""

from sqlalchemy import func, select

from desk.models import Application, Document, Notice
from desk.office.opening import Office
from desk.recommendation import applications
from desk.review import consequences

_WHY = "its CP01A was cancelled: the IP PIN has ended, or the taxpayer has died"


def hand_back(office: Office, actor: str) -> int:
    """Undo these approvals with the reason; how many. Done by the clock each day."""
    last = select(func.max(Notice.id)).where(Notice.kind == "cp01a").group_by(Notice.document_id)
    rows = (
        select(Document.id)
        .join(Application, Application.document_id == Document.id)
        .join(Notice, Notice.document_id == Document.id)
        .where(Document.state == "decided", Application.state == "issued")
        .where(Notice.id.in_(last), Notice.state == "cancelled")
        .order_by(Document.id)
    )
    with office.database.reading() as session:
        numbers = list(session.scalars(rows))
    return sum(_hand_back(office, number, actor) for number in numbers)


def _hand_back(office: Office, document_id: int, actor: str) -> bool:
    with office.database.transaction() as session:
        document = session.get(Document, document_id, with_for_update=True)
        if document.state != "decided" or applications.of(session, document).state != "issued":
            return False
        consequences.hand_back(session, office.settings, document, actor, _WHY)
        return True
