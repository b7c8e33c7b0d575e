"""The country of an address of record that is abroad; empty for every domestic one."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Every address so far is domestic."""
    op.add_column("taxpayer", sa.Column("country", sa.String(), nullable=False, server_default=""))
