"""The row that marks the end of the audit trail gets a seal; the desk sets it when it opens after this upgrade."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new column."""
    op.add_column("audit_head", sa.Column("mac", sa.LargeBinary(), nullable=True))
