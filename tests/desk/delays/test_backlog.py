"""The delayed returns on screen: the same figures as the report, of any bucket and reason, in pages."""

from collections import Counter
from datetime import date, timedelta

import pytest

from desk.delays import aging, backlog, cases
from desk.documents import masking
from desk.mail import mailing
from desk.review import decisions
from desk.screens import mail as outgoing
from desk.system import calendar
from tests import factories as make
from tests import homes
from workers import daily

TODAY = date(2026, 3, 2)


@pytest.fixture
@homes.once
def returns(desk, clerk, mailroom) -> dict[str, int]:
    """Returns of every age and reason: flagged, written to, answered, unmatched, being keyed, released."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    wrong = {"primary_ip_pin": make.read("123457")}
    unknown = {"primary_ssn": make.read("400009999"), "primary_last_name": make.read("Nil")}
    papers = {
        "flagged": make.arrive(desk, make.a_return(), received=TODAY - timedelta(21)),
        "written": make.arrive(desk, make.a_return(), received=TODAY - timedelta(22)),
        "keyed": make.arrive(desk, make.a_return(**wrong), received=TODAY - timedelta(46)),
        "unmatched": make.arrive(desk, make.a_return(**unknown), received=TODAY - timedelta(85)),
        "released": make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")), received=TODAY),
        "new": make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")), received=TODAY),
        "application": make.arrive(desk, make.an_application(), received=TODAY),
        "ancient": make.arrive(desk, make.a_return(), received=TODAY - timedelta(400)),
    }
    for name in ("written", "flagged"):
        masking.reveal(desk, papers[name], "primary_ip_pin", clerk)
        decisions.decide(desk, papers[name], "flag", clerk)
        if name == "written":
            with desk.database.reading() as session:
                ids = [notice.id for notice in outgoing.ready(session)]
            make.print_letters(desk, ids, mailroom)
            mailing.confirm(desk, ids, mailroom)
    make.release_by_two(desk, papers["released"])
    return papers


def shown(desk) -> list[aging.DelayedReturn]:
    """Today's list as the screen gets it."""
    with desk.database.reading() as session:
        return list(backlog.listed(session, calendar.today()))


def test_todays_rows_say_what_the_history_says(desk, returns):
    """Counted from the rows as they stand or from the history: the same returns, reasons, ages, states."""
    with desk.database.reading() as session:
        history = aging.delayed(session, TODAY)
        assert shown(desk) == history
        assert backlog.figures(session, TODAY) == Counter((one.reason, one.bucket) for one in history)
        assert backlog.total(session) == len(history)
        assert backlog.total(session, 45) == sum(one.days > 45 for one in history)
    assert {one.reason for one in history} >= {"missing", "unmatched", "being keyed"}


@pytest.mark.parametrize("limit", [21, 45, 365])
def test_more_than_so_many_days_are_listed_alike_today_and_as_of_a_day(desk, returns, limit, on):
    """`>45` stands for every bucket above it, whether counted by the database or taken from the history."""
    wanted = f">{limit}"
    on(date(2026, 4, 6))
    with desk.database.reading() as session:
        for day in (TODAY, calendar.today()):
            history = [one for one in aging.delayed(session, day) if one.days > limit]
            assert list(backlog.listed(session, day, wanted)) == history
            figures = backlog.figures(session, day)
            assert sum(number for (_, age), number in figures.items() if backlog.within(wanted, age)) == len(history)


def test_late_answers_stay_the_same_too(desk, returns, on):
    """After the reply's day: no reply is the reason here and there, and it is overdue."""
    on(date(2026, 4, 6))
    with desk.database.reading() as session:
        assert backlog.overdue(session, [returns["written"]]) == {(returns["written"], "primary")}
    daily.work(desk, "clock")
    with desk.database.reading() as session:
        assert shown(desk) == aging.delayed(session, date(2026, 4, 6))
        assert backlog.count_overdue(session) == 1
    assert "no reply" in {one.reason for one in shown(desk)}


def test_an_ended_and_a_reopened_case_count_alike(desk, returns, clerk, supervisor):
    """Passed to an identity-theft case it is delayed no more; opened again it is.

    domain 4.2: clock stops at the release or the identity-theft case.
    """
    cases.move(desk, returns["flagged"], "identity_theft", clerk)
    with desk.database.reading() as session:
        assert shown(desk) == aging.delayed(session, TODAY)
    cases.reopen(desk, returns["flagged"], supervisor, "a second look")
    with desk.database.reading() as session:
        assert shown(desk) == aging.delayed(session, TODAY)
        assert returns["flagged"] in [one.document_id for one in shown(desk)]


@pytest.mark.parametrize("bucket", aging.NAMES)
def test_each_figure_leads_to_as_many_returns(desk, returns, bucket):
    """What a cell of the grid counts is what its link lists, today and for a past day."""
    for day in (TODAY, TODAY - timedelta(1)):
        with desk.database.reading() as session:
            figures = backlog.figures(session, day)
            rows = backlog.listed(session, day, bucket)
            assert len(rows) == sum(number for (_, age), number in figures.items() if age == bucket)
            for reason in {row.reason for row in rows}:
                assert len(backlog.listed(session, day, bucket, reason)) == figures[reason, bucket]


def test_an_unknown_bucket_lists_nothing(desk, returns):
    """An address typed by hand finds no return rather than all."""
    with desk.database.reading() as session:
        assert backlog.listed(session, TODAY, "soon") == []


def test_the_list_comes_in_pages(desk, returns, monkeypatch):
    """Oldest first, a page at a time, none twice and none left out."""
    whole = shown(desk)
    monkeypatch.setattr(backlog, "PAGE", 2)
    with desk.database.reading() as session:
        pages = [backlog.listed(session, TODAY, start=start) for start in range(0, len(whole) + 1, 2)]
    assert [one for page in pages for one in page] == whole
