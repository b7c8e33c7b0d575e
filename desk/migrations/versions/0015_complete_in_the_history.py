"""The history of a delay case says since when its return was complete, so that a past day's report can."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """The newest event of a case gets the date that the case has now; earlier days did not keep it."""
    op.add_column("delay_event", sa.Column("processable_date", sa.Date(), nullable=True))
    op.execute(
        "UPDATE delay_event SET processable_date = (SELECT delay.processable_date FROM delay WHERE"
        " delay.document_id = delay_event.document_id AND delay.role = delay_event.role"
        " AND delay.cause = delay_event.cause)"
        " WHERE id IN (SELECT max(id) FROM delay_event GROUP BY document_id, role, cause)"
    )
