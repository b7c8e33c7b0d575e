"""A missing signature or page delays a return for a cause of its own; frozen refunds are kept apart."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _cause() -> sa.Column[str]:
    return sa.Column("cause", sa.String(), nullable=False, server_default="identity")


def upgrade() -> None:
    """Every case there is asks about an identity."""
    with op.batch_alter_table("delay", schema=None) as batch_op:
        batch_op.add_column(_cause())
        batch_op.drop_constraint("uq_delay_document_id_role", type_="unique")
        batch_op.create_unique_constraint("uq_delay_document_id_role_cause", ["document_id", "role", "cause"])
    with op.batch_alter_table("delay_event", schema=None) as batch_op:
        batch_op.add_column(_cause())
    for table in ("delay", "delay_event"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column("cause", server_default=None)
    op.create_table(
        "frozen_refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("noticed_on", sa.Date(), nullable=False),
        sa.Column("recorded_on", sa.Date(), nullable=False),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("how", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_frozen_refund_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_refund")),
        sa.UniqueConstraint("document_id", name=op.f("uq_frozen_refund_document_id")),
    )
