"""The postmark of one return, from its envelope: it says in which year the return was sent, and so which
year's PIN counts.

The mailroom gives one for a whole batch where all share it; otherwise it is entered here when it matters.
"""

from datetime import date

from desk import errors
from desk.documents import claims
from desk.lifecycle import audit, states
from desk.mailroom import receive
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.recommendation import making
from desk.review import decisions


def enter(office: Office, document_id: int, postmark: date | None, actor: Actor, version: int | None = None) -> None:
    """Keep the postmark of a return that waits, or take it back with ``None``; the recommendation follows from it.

    :class:`errors.InvalidInput` for a day after the received date, :class:`errors.WrongState` once it is decided.
    """
    with office.database.transaction() as session:
        document = claims.document(session, document_id, actor)
        decisions.demand_version(session, document, version)
        if document.state not in states.OPEN or document.kind != "tax_return":
            raise errors.WrongState("a postmark is entered for a return that is not decided yet")
        receive.checked_dates(document.received_date, postmark)
        document.postmark_date = postmark
        day = postmark.isoformat() if postmark else None
        audit.record(session, actor.name, "document.postmarked", "document", document.id, postmark=day)
        making.give(session, office.settings, document, actor.name)
