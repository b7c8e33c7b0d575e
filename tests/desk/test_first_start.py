"""A desk's first start, by several processes at once."""

import os
import stat
import subprocess
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from desk import config, office
from desk.models import AuditEvent, Base

OPEN = "from desk import office; office.open_office()"


def test_processes_that_start_together_make_one_home(tmp_path):
    """Web, worker and clock may open an empty home at the same moment."""
    home = tmp_path / "home"
    environment = dict(os.environ, IPPIN_HOME=str(home))
    team = [subprocess.Popen([sys.executable, "-c", OPEN], env=environment) for _ in range(4)]
    assert [one.wait(120) for one in team] == [0] * 4
    desk = office.open_office(config.load(home=home))
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0
    desk.database.close()


def test_the_migrations_lead_to_the_tables_of_the_models(desk):
    """A column that only the models know would be missing on the first desk that is brought up to date."""
    with desk.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_keys_are_their_owners_alone(desk):
    """0600 for the key file, 0700 for its folder."""
    path = desk.settings.key_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
