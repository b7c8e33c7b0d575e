"""What the office decides, on the command line: listed, set by a supervisor, refused when wrong, and recorded."""

import tomllib

import pytest
from sqlalchemy import select

from cli.office import deciding
from desk import errors
from desk.models import AuditEvent
from desk.office import policy
from desk.screens import rules as rules_shown
from desk.system import config
from tests import factories as make
from tests.cli.office.test_clerks_commands import run


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run, with a supervisor and a clerk."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    office = opened()
    for role in ("supervisor", "clerk"):
        make.account(office, f"{role}-1", role)
    return office


def events(desk, action: str) -> list[dict]:
    """The details of the audit events of one action."""
    with desk.database.reading() as session:
        rows = select(AuditEvent.details).where(AuditEvent.action == action).order_by(AuditEvent.id)
        return [{name: one[name] for name in ("name", "before", "after")} for one in session.scalars(rows)]


def test_a_setting_of_the_rules_is_listed_set_and_recorded(desk):
    """It holds at once, keeps the comments of the file, can be given back, and the trail has both values."""
    path = desk.settings.root / policy.FILE
    path.write_text("# decided in May\ncall_attempts = 5\n", encoding="utf-8")
    assert "call_attempts" in run(deciding.rules).output
    by = ("--by", "supervisor-1")
    run(deciding.rules, "set", "income_limits.2026", "[86000, 172000]", *by)
    run(deciding.rules, "set", "adopted.recipients.2022", "recipients-2021", *by)
    run(deciding.rules, "set", "call_attempts", "4", *by)
    made = policy.load(desk.settings)
    assert (made.income_limits[2026], made.call_attempts) == ((86_000, 172_000), 4)
    assert made.adopted == {"recipients.2022": "recipients-2021"}
    assert "# decided in May" in path.read_text(encoding="utf-8")
    run(deciding.rules, "set", "call_attempts", "--default", *by)
    assert policy.load(desk.settings).call_attempts == 3
    told = events(desk, "rule.set")
    assert told[2:] == [
        {"name": "call_attempts", "before": "5", "after": "4"},
        {"name": "call_attempts", "before": "4", "after": None},
    ]


@pytest.mark.parametrize(
    ("setting", "value"), [("call_attempts", "many"), ("no_such", "1"), ("income_limits.soon", "[1, 2]"), ("due", "3")]
)
def test_what_is_no_setting_is_refused_and_nothing_is_written(desk, setting, value):
    """The message names the setting; file and trail stay as they were."""
    with pytest.raises(errors.SettingsRefused):
        run(deciding.rules, "set", setting, value, "--by", "supervisor-1")
    assert not (desk.settings.root / policy.FILE).exists() and events(desk, "rule.set") == []


def test_only_a_supervisor_sets_what_the_office_decides(desk):
    """A clerk is refused at both commands."""
    for group, name in ((deciding.rules, "call_attempts"), (deciding.thresholds, "idle_minutes")):
        with pytest.raises(errors.NotAllowed):
            run(group, "set", name, "4", "--by", "clerk-1")


def test_a_threshold_holds_from_the_next_start_and_the_environment_comes_first(desk, monkeypatch):
    """It is read from the home; a variable of the environment is not overruled in silence."""
    assert "idle_minutes" in run(deciding.thresholds).output
    run(deciding.thresholds, "set", "idle_minutes", "10", "--by", "supervisor-1")
    assert config.load().idle_minutes == 10
    assert events(desk, "threshold.set") == [{"name": "idle_minutes", "before": None, "after": "10"}]
    with pytest.raises(errors.SettingsRefused, match="PIN_SEEN"):
        run(deciding.thresholds, "set", "pin_seen", "2", "--by", "supervisor-1")
    with pytest.raises(errors.SettingsRefused):
        run(deciding.thresholds, "set", "database_url", "sqlite:///other", "--by", "supervisor-1")
    monkeypatch.setenv("IPPIN_IDLE_MINUTES", "20")
    assert config.load().idle_minutes == 20
    with pytest.raises(errors.InvalidInput):
        run(deciding.thresholds, "set", "idle_minutes", "5", "--by", "supervisor-1")
    kept = (desk.settings.root / config.FILE).read_text(encoding="utf-8")
    assert tomllib.loads(kept) == {"idle_minutes": 10}


def test_every_threshold_that_is_shown_can_be_set(desk):
    """The list for people and the list of the file are one."""
    shown = {variable.removeprefix("IPPIN_").lower() for _, variable, _ in rules_shown.thresholds(desk.settings)}
    assert shown == config.THRESHOLDS
