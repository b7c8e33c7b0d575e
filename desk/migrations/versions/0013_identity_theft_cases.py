"""Identity-theft cases and the papers that are kept with them."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New tables; returns passed on before have no case here."""
    op.create_table(
        "theft_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taxpayer_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayer.id"], name=op.f("fk_theft_case_taxpayer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_theft_case_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theft_case")),
    )
    for column in ("taxpayer_id", "document_id", "opened_on"):
        op.create_index(op.f(f"ix_theft_case_{column}"), "theft_case", [column])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_theft_case_open", "theft_case", ["taxpayer_id"], unique=True, sqlite_where=is_open, postgresql_where=is_open
    )
    op.create_table(
        "theft_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theft_case_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kept_on", sa.Date(), nullable=False),
        sa.Column("kept_by", sa.String(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["theft_case_id"], ["theft_case.id"], name=op.f("fk_theft_paper_theft_case_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_theft_paper_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theft_paper")),
    )
    op.create_index(op.f("ix_theft_paper_theft_case_id"), "theft_paper", ["theft_case_id"])
    kept = sa.text("left_on IS NULL")
    op.create_index(
        "uq_theft_paper_kept", "theft_paper", ["document_id"], unique=True, sqlite_where=kept, postgresql_where=kept
    )
