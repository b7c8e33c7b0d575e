"""A delay case belongs to one signer of a return: each signer with a finding has a case of their own.

Before this a return had one case. Where it was flagged again for the other signer, the case changed hands; the first
signer's part ended on that day, which the history now says, so that it does not wait forever in the reports.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_CASES = sa.table("delay", sa.column("document_id"), sa.column("role"))
_COPIED = ("document_id", "reason", "role", "by")
_EVENTS = sa.table(
    "delay_event",
    *(sa.column(name) for name in ("id", *_COPIED, "state", "reply_due", "note")),
    sa.column("on", sa.Date()),
    sa.column("at", sa.DateTime(timezone=True)),
)


def upgrade() -> None:
    """The key of a case is its return and its signer."""
    with op.batch_alter_table("delay", schema=None) as batch_op:
        batch_op.drop_constraint("uq_delay_document_id", type_="unique")
        batch_op.create_unique_constraint("uq_delay_document_id_role", ["document_id", "role"])
    _end_parts_that_changed_hands()


def _end_parts_that_changed_hands() -> None:
    """An ending event for each signer of a case's history who is not its signer any more."""
    connection = op.get_bind()
    held = set(connection.execute(sa.select(_CASES.c.document_id, _CASES.c.role)).all())
    events = connection.execute(sa.select(_EVENTS).order_by(_EVENTS.c.id)).all()
    last = {(event.document_id, event.role): event for event in events}
    for key, event in last.items():
        if key in held or event.state in ("released", "identity_theft"):
            continue
        taken = next(one for one in events if one.id > event.id and one.document_id == event.document_id)
        copied = {name: getattr(event, name) for name in _COPIED}
        moment = {"state": "released", "on": taken.on, "at": taken.at, "note": "flagged for the other signer"}
        connection.execute(sa.insert(_EVENTS).values(copied | moment))
