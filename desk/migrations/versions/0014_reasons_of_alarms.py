"""What people write about the rows of a control total that does not balance, and who agreed."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; nothing changes in the rows there are."""
    op.create_table(
        "alarm_reason",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("report", sa.String(), nullable=False),
        sa.Column("control", sa.String(), nullable=False),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_by", sa.String(), nullable=True),
    )
    op.create_index("ix_alarm_reason_control", "alarm_reason", ["report", "control"])
