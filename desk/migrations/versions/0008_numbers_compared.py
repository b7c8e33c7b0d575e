"""The numbers that were compared with somebody's IP PIN, as keyed marks, so that nobody finds one by trying."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Counting begins with this version."""
    op.create_table(
        "compared_number",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("calendar_year", sa.Integer(), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told", sa.Boolean(), nullable=False),
        sa.Column("looked_by", sa.String(), nullable=True),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayer.id"], name=op.f("fk_compared_number_taxpayer_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_compared_number_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_compared_number")),
        sa.UniqueConstraint(
            "taxpayer_id", "calendar_year", "mark", name=op.f("uq_compared_number_taxpayer_id_calendar_year_mark")
        ),
        sa.UniqueConstraint(
            "taxpayer_id", "calendar_year", "place", name=op.f("uq_compared_number_taxpayer_id_calendar_year_place")
        ),
    )
    op.create_index(op.f("ix_compared_number_document_id"), "compared_number", ["document_id"])
