"""Who took a file in, so that everybody's files are read in turn."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Unknown for files from before; together they count as one person's."""
    op.add_column("scan", sa.Column("taken_by", sa.String(), nullable=True))
