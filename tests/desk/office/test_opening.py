"""An office has its process for itself: another one is refused until the first is closed."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.models import Taxpayer
from desk.office import opening
from desk.system import calendar, config
from tests import factories as make
from tests import homes


def test_another_office_is_refused_and_the_first_stays_readable(desk, tmp_path):
    """The keys of the second would make the first unreadable; the message names both and what to do."""
    person = make.taxpayer(desk, "400001234")
    with pytest.raises(errors.AnotherOfficeOpen, match="close it before") as refused:
        homes.opened(tmp_path / "other")
    assert str(desk.settings.root) in str(refused.value) and str(tmp_path / "other") in str(refused.value)
    with desk.database.reading() as session:
        assert session.get(Taxpayer, person).tin == "400001234"


def test_offices_follow_one_another(tmp_path):
    """Closed, an office makes room; opened again, it reads what it wrote."""
    for name, tin in (("a", "400001234"), ("b", "400005678")):
        with homes.opened(tmp_path / name) as desk:
            make.taxpayer(desk, tin)
    for name, tin in (("a", "400001234"), ("b", "400005678")):
        with homes.opened(tmp_path / name) as desk, desk.database.reading() as session:
            assert session.scalar(select(Taxpayer)).tin == tin


def test_an_office_opened_twice_is_open_until_both_are_closed(opened, tmp_path):
    """A command may open the desk that its process has open already."""
    first, second = opened(), opened()
    first.close()
    first.close()
    with pytest.raises(errors.AnotherOfficeOpen):
        homes.opened(tmp_path / "other")
    second.close()
    homes.opened(tmp_path / "other").close()


@pytest.mark.parametrize("other", [{"today": date(2026, 3, 3)}, {"keys": "elsewhere.json"}, {"log_level": "ERROR"}])
def test_the_same_home_with_another_date_or_other_keys_is_another_office(desk, other):
    """Whatever belongs to the whole process must be the same, and stays as it was."""
    with pytest.raises(errors.AnotherOfficeOpen):
        opening.open_office(config.load(home=desk.settings.home, **other))
    assert calendar.today() == date(2026, 3, 2)


def test_an_office_that_could_not_be_opened_is_in_nobodys_way(opened, tmp_path):
    """A home that is no desk's is refused for itself, and the next one opens."""
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "desk.sqlite3").write_text("not a database " * 100)
    with pytest.raises(errors.HomeUnusable):
        homes.opened(tmp_path / "broken")
    assert opened().settings.root == tmp_path / "home"
