"""Letters by state; documents scanned again in an index of their own few rows, which misleads no planner; events with
their document, so that the events themselves are not fetched to count a week's."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing changes in the rows."""
    op.create_index("ix_notice_state", "notice", ["state", "not_before", "kind"])
    op.drop_index("ix_document_event_state_on", "document_event")
    op.create_index("ix_document_event_state_on", "document_event", ["state", "on", "document_id"])
    op.drop_index("ix_document_replaced_by_id", "document")
    replaced = sa.text("replaced_by_id IS NOT NULL")
    op.create_index(
        "ix_document_replaced_by_id", "document", ["replaced_by_id"], sqlite_where=replaced, postgresql_where=replaced
    )
