"""How Alembic reaches the desk's tables; it runs on the connection that the desk hands in."""

from alembic import context

from desk.models import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
