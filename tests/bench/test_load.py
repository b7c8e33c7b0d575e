"""The load bench on a handful of documents: it fills, people work, every page is timed and none fails."""

import importlib

from sqlalchemy import func, select

from desk.delays import backlog
from desk.lifecycle import audit
from desk.models import Document

load = importlib.import_module("bench.load.__main__")


def test_a_small_office_is_filled_and_worked(desk):
    """Copies open like what the desk made, the chain stays whole, and each role gets its pages."""
    names = load.fill(desk, 150, 4)
    assert sorted(set(names.values())) == ["auditor", "clerk"]
    with desk.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Document)) == 150 + 8
        assert audit.verify(session).broken_at is None
        assert backlog.total(session) > 5
    times = load.drive(desk.settings.root, names, 4, 0.3)
    assert not [what for what in times if "(5" in what]
    assert {"home", "next document", "audit", "sign-in"} <= times.keys()
    assert "| home |" in load.table(times)


def test_the_percentile_is_one_of_the_figures():
    """Of a hundred, the ninety-sixth; of one, that one."""
    assert load.quantile([float(one) for one in range(100)]) == 95.0
    assert load.quantile([3.0]) == 3.0
