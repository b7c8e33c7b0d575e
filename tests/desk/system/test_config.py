"""Settings: what is wrong is named by its variable, and never with its value."""

from pathlib import Path

import pytest

from desk import errors
from desk.system import config, queue

README = Path(__file__).parents[3] / "README.md"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("IPPIN_PORT", "99999"),
        ("IPPIN_PORT", "web"),
        ("IPPIN_TODAY", "tomorrow"),
        ("IPPIN_LOG_LEVEL", "LOUD"),
        ("IPPIN_LEASE_SECONDS", "0"),
        ("DATABASE_URL", "mysql://desk:s3cret@db/desk"),
        ("DATABASE_URL", "s3cret"),
        ("REDIS_URL", "http://:s3cret@redis"),
        ("REDIS_URL", "redis://:s3cret#1@redis:6379/0"),
        ("REDIS_URL", "redis://:x@redis:6379/0?s3cret=1"),
    ],
)
def test_a_wrong_setting_is_named(monkeypatch, variable, value):
    """The variable's name and what it must be; a value may hold a password."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(errors.SettingsRefused, match=f"^{variable}: ") as refused:
        config.load()
    assert "s3cret" not in str(refused.value)


def test_the_office_date_is_fixed_on_practice_desks_only(monkeypatch):
    """A real desk follows the calendar."""
    monkeypatch.setenv("IPPIN_ALLOW_TEST_TINS", "0")
    with pytest.raises(errors.SettingsRefused, match="practice"):
        config.load()


@pytest.mark.parametrize("url", ["postgres://desk@localhost/desk", "postgresql://desk@localhost/desk"])
def test_postgresql_is_reached_by_the_driver_that_is_here(url):
    """Both usual spellings."""
    assert config.load(DATABASE_URL=url).database == "postgresql+psycopg://desk@localhost/desk"


TLS = "sslmode=verify-full"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "postgresql://desk@db/desk"),
        ("DATABASE_URL", "postgresql://desk:s3cret@db/desk"),
        ("DATABASE_URL", "postgresql://desk:s3cret@db/desk?sslmode=prefer"),
        ("DATABASE_URL", f"postgresql://desk@db/desk?{TLS}"),
        ("DATABASE_URL", "postgresql://desk:s3cret@/desk?host=db"),
        ("DATABASE_URL", "postgresql://desk:s3cret@/desk?host=/run/postgresql&host=db"),
        ("REDIS_URL", "redis://redis:6379/0"),
        ("REDIS_URL", "redis://:s3cret@redis:6379/0"),
        ("REDIS_URL", "rediss://redis:6379/0"),
        ("REDIS_URL", "rediss://:s3cret@redis:6379/0?ssl_cert_reqs=none"),
    ],
)
def test_a_server_on_another_machine_is_reached_behind_a_wall(variable, value):
    """Without TLS or without a password it is refused, unless the office says that the network is its own."""
    with pytest.raises(errors.SettingsRefused, match=f"^{variable}: use .*IPPIN_PLAIN_NETWORK") as refused:
        config.load(**{variable: value})
    assert "s3cret" not in str(refused.value)
    assert config.load(plain_network=True, **{variable: value})


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", f"postgresql://desk:x@db/desk?{TLS}"),
        ("DATABASE_URL", f"postgresql://desk@db/desk?{TLS}&sslcert=/etc/desk.crt"),
        ("DATABASE_URL", "postgresql://desk@/desk?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql://desk@[::1]/desk"),
        ("REDIS_URL", "rediss://:x@redis:6379/0"),
        ("REDIS_URL", "unix:///run/redis.sock"),
        ("REDIS_URL", "redis://127.0.0.1:6379/0"),
    ],
)
def test_a_server_behind_a_wall_is_taken(variable, value):
    """On this machine, or by TLS with a password or a certificate."""
    assert config.load(**{variable: value})


@pytest.mark.parametrize("name", config.Settings.model_fields)
def test_every_setting_stands_in_the_readme(name):
    """Whoever runs a desk finds there what can be set."""
    told = README.read_text()
    assert f"`IPPIN_{name.upper()}`" in told or f"`{name.upper()}`" in told


def test_a_redis_whose_name_cannot_be_looked_up_is_away():
    """The sweep asks again; what was committed stays committed without an error behind it."""
    wakeups = queue.Wakeups(f"redis://{'x' * 80}.example:6379/0")
    assert (wakeups.wake(queue.READ_SCAN, 1), wakeups.alive(), wakeups.workers()) == (False, False, 0)
