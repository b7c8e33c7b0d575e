"""An index of the documents by the moment they came in, for the trend."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing changes in the rows."""
    op.create_index("ix_document_created_at", "document", ["created_at", "kind"])
