"""Last names with special letters (Ł, Ø, ß, the ʻokina …) are indexed in the letters A to Z.

Before this such letters were dropped, so that a plain spelling on paper did not find its person.
"""

import sqlalchemy as sa
from alembic import op

from desk.matching import names

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_PEOPLE = sa.table("taxpayer", sa.column("id"), sa.column("last_name"), sa.column("last_name_key"))


def upgrade() -> None:
    """Only names that are not plain already can change."""
    connection = op.get_bind()
    for number, last_name, key in connection.execute(sa.select(_PEOPLE)).all():
        if not last_name.isascii() and names.key(last_name) != key:
            changed = sa.update(_PEOPLE).where(_PEOPLE.c.id == number).values(last_name_key=names.key(last_name))
            connection.execute(changed)
