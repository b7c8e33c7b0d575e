"""Visits in person by people who sent no paper."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A new table; nothing was recorded before."""
    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("taxpayer_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("center", sa.String(), nullable=False),
        sa.Column("appointment", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.Column("child_shown", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("judgement", sa.JSON(), nullable=False),
        sa.Column("issue_on", sa.Date(), nullable=True),
        sa.Column("mail_by", sa.Date(), nullable=True),
        sa.Column("ip_pin_id", sa.Integer(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["taxpayer_id"], ["taxpayer.id"], name=op.f("fk_visit_taxpayer_id")),
        sa.ForeignKeyConstraint(["ip_pin_id"], ["ip_pin.id"], name=op.f("fk_visit_ip_pin_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    for column in ("taxpayer_id", "state"):
        op.create_index(op.f(f"ix_visit_{column}"), "visit", [column])
    unfinished = sa.text("state in ('review', 'approved')")
    op.create_index(
        "uq_visit_unfinished",
        "visit",
        ["taxpayer_id"],
        unique=True,
        sqlite_where=unfinished,
        postgresql_where=unfinished,
    )
