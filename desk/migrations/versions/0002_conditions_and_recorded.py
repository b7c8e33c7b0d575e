"""Conditions of an approval beside the recommendation; the day on which an enrollment was recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows that were there before have no conditions, and count as recorded on the day they begin."""
    op.add_column("recommendation", sa.Column("conditions", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("enrollment", sa.Column("recorded_on", sa.Date(), nullable=False, server_default="2021-01-01"))
    op.execute("UPDATE enrollment SET recorded_on = since")
