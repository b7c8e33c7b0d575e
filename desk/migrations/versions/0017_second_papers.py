"""The number on a paper is found on others; the look of a page; a rescan that is not yet known to be the same paper."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Rows that were there before have no look and no index: their papers are found by their taxpayers alone."""
    op.add_column("page", sa.Column("look", sa.LargeBinary(), nullable=True))
    op.add_column("person", sa.Column("tin_index", sa.LargeBinary(), nullable=True))
    op.create_index("ix_person_tin_index", "person", ["tin_index"])
    for name, table in (("rescan_id", "scan"), ("successor_id", "document")):
        op.execute(
            f"ALTER TABLE document ADD COLUMN {name} INTEGER CONSTRAINT fk_document_{name} REFERENCES {table} (id)"
        )
        few = sa.text(f"{name} IS NOT NULL")
        op.create_index(f"ix_document_{name}", "document", [name], sqlite_where=few, postgresql_where=few)
