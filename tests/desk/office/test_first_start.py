"""A desk's first start, by several processes at once."""

import os
import stat
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import func, select

from desk import errors
from desk.lifecycle import audit
from desk.models import AuditEvent, Base
from desk.office import opening
from desk.system import config, crypto
from tests import factories as make

OPEN = "from desk.office import opening; opening.open_office()"


def test_processes_that_start_together_make_one_home(tmp_path):
    """Web, worker and clock may open an empty home at the same moment."""
    home = tmp_path / "home"
    environment = dict(os.environ, IPPIN_HOME=str(home))
    team = [subprocess.Popen([sys.executable, "-c", OPEN], env=environment) for _ in range(4)]
    assert [one.wait(300) for one in team] == [0] * 4
    with opening.open_office(config.load(home=home)) as desk, desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == 0


def test_the_migrations_lead_to_the_tables_of_the_models(desk):
    """A column that only the models know would be missing on the first desk that is brought up to date."""
    with desk.database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_the_keys_are_their_owners_alone(desk):
    """0600 for the key file, 0700 for its folder."""
    path = desk.settings.key_file
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_database_in_an_open_home_is_its_owners_alone(tmp_path):
    """Names stand in it in clear, wherever somebody made the folder."""
    tmp_path.chmod(0o755)
    with opening.open_office(config.load(home=tmp_path)) as desk:
        assert stat.S_IMODE(desk.settings.database_file.stat().st_mode) == 0o600


def test_a_lost_key_file_is_missed_and_not_made_anew(desk):
    """New keys could open nothing, and would make the trail look forged."""
    make.taxpayer(desk)
    make.arrive(desk, make.a_return())
    desk.settings.key_file.unlink()
    with pytest.raises(errors.KeyMissing, match="missing"):
        opening.open_office(desk.settings)
    assert not desk.settings.key_file.exists()


def test_the_keys_of_another_desk_are_refused(desk, tmp_path):
    """Before anything is written with them."""
    make.arrive(desk, make.a_return())
    desk.close()
    crypto.load_or_create(tmp_path / "other.json", practice=True)
    with pytest.raises(errors.KeyMissing, match="not the one of these records"):
        opening.open_office(config.load(home=desk.settings.root, keys=tmp_path / "other.json"))


def test_a_trail_with_a_changed_end_can_still_be_opened(desk):
    """Whoever changed an event must be found by `ippin audit verify`, which opens the desk first."""
    make.arrive(desk, make.a_return())
    with desk.database.transaction() as session:
        session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first().actor = "nobody"
    with opening.open_office(desk.settings) as again, again.database.reading() as session:
        assert audit.verify(session).broken_at is not None


def test_a_real_desk_never_becomes_one_for_practice(tmp_path, monkeypatch):
    """A fixed date and numbers never issued are for homes that were made for practice."""
    monkeypatch.delenv("IPPIN_TODAY")
    opening.open_office(config.load(home=tmp_path, allow_test_tins=False)).close()
    with pytest.raises(errors.SettingsRefused, match="real records"):
        opening.open_office(config.load(home=tmp_path, allow_test_tins=True))


def test_a_database_of_something_else_is_told_in_a_sentence(tmp_path):
    """No traceback for a file that is no database."""
    (tmp_path / "desk.sqlite3").write_text("not a database " * 100)
    with pytest.raises(errors.HomeUnusable, match="cannot be used"):
        opening.open_office(config.load(home=tmp_path))
