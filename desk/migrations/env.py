"""How Alembic reaches the desk's tables: over the connection that the desk passes in."""

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from desk.models import Base
from desk.models.columns import Moment


def plain_type(kind: str, item: object, _autogen: AutogenContext) -> str | Literal[False]:
    """Write our column types as what they are in the database: a migration never changes."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=plain_type,
)
with context.begin_transaction():
    context.run_migrations()
