"""Changes of address as requests, what an import changed, and where each letter went.

Letters that were printed before have no address kept: it stands on their sheet alone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two new tables, and an empty sealed column in notices and printings."""
    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("old", sa.LargeBinary(), nullable=False),
        sa.Column("new", sa.LargeBinary(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("evidence", sa.LargeBinary(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_address_change_notice_id"),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayer.id"], name="fk_address_change_taxpayer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_address_change"),
    )
    op.create_index("ix_address_change_state", "address_change", ["state"])
    op.create_index("ix_address_change_taxpayer_id", "address_change", ["taxpayer_id"])
    asked = sa.text("state = 'asked'")
    op.create_index(
        "uq_address_change_open",
        "address_change",
        ["taxpayer_id"],
        unique=True,
        sqlite_where=asked,
        postgresql_where=asked,
    )
    op.create_table(
        "record_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.LargeBinary(), nullable=False),
        sa.Column("after", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayer.id"], name="fk_record_change_taxpayer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_record_change"),
    )
    op.create_index("ix_record_change_taxpayer_id", "record_change", ["taxpayer_id"])
    op.add_column("notice", sa.Column("address", sa.LargeBinary(), nullable=True))
    op.add_column("printing", sa.Column("address", sa.LargeBinary(), nullable=True))
