"""Letters by state; documents scanned again in an index of their own few rows, which misleads no planner."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing changes in the rows."""
    op.create_index("ix_notice_state", "notice", ["state", "not_before", "kind"])
    op.drop_index("ix_document_replaced_by_id", "document")
    replaced = sa.text("replaced_by_id IS NOT NULL")
    op.create_index(
        "ix_document_replaced_by_id", "document", ["replaced_by_id"], sqlite_where=replaced, postgresql_where=replaced
    )
