"""Audit events tell the session and the address they came from; accounts tell what a person's own record is."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new columns."""
    op.add_column("audit_event", sa.Column("session", sa.String(), nullable=True))
    op.add_column("audit_event", sa.Column("source", sa.String(), nullable=True))
    op.add_column("user", sa.Column("about", sa.LargeBinary(), nullable=True))
