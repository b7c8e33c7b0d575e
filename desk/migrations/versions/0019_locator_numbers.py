"""Document Locator Numbers of paper returns."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; returns that were read before get a number when the desk next looks at them."""
    op.create_table(
        "locator",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=14), nullable=False),
        sa.Column("location", sa.String(length=2), nullable=False),
        sa.Column("code", sa.String(length=2), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_locator_document_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["batch.id"], name=op.f("fk_locator_batch_id")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_locator")),
        sa.UniqueConstraint("number", "year", name=op.f("uq_locator_number_year")),
    )
    op.create_index(op.f("ix_locator_batch_id"), "locator", ["batch_id"])
    op.create_index(op.f("ix_locator_on"), "locator", ["on"])
