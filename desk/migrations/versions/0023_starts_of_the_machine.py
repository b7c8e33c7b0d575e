"""The clock of leases, lock-outs, and sessions, for each start of a machine."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; whoever opens the desk first adds the row of this start."""
    op.create_table(
        "machine_start",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("ahead", sa.Double(), nullable=False),
        sa.Column("seen", sa.Double(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_machine_start")),
    )
