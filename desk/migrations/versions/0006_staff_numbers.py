"""Accounts carry a staff number; audit events tell the operating system's account and the host.

Accounts and events that were there before have none: the mark of an old event covers what it covered.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Empty columns; the marks of the trail stay as they are."""
    op.add_column("user", sa.Column("staff_number", sa.String(), nullable=True))
    op.create_index("ix_user_staff_number", "user", ["staff_number"], unique=True)
    op.add_column("audit_event", sa.Column("account", sa.String(), nullable=True))
    op.add_column("audit_event", sa.Column("host", sa.String(), nullable=True))
