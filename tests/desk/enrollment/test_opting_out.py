"""Leaving the program: who may, from when, and what follows (domain.md 3.4)."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import opting_out
from desk.lifecycle import audit
from desk.models import AuditEvent, Enrollment, Notice
from desk.pins import ledger, season
from tests import factories as make
from workers import daily

LETTER = "signed letter"


def enroll(desk, *bases: str) -> int:
    """A person enrolled on these bases."""
    number = make.taxpayer(desk)
    with desk.database.transaction() as session:
        session.add_all([Enrollment(taxpayer_id=number, basis=one, since=date(2021, 1, 1)) for one in bases])
    return number


def test_who_opted_in_leaves_and_keeps_this_years_number(desk, clerk, on):
    """Still required and compared this year; the run of the next year excludes the person."""
    number = enroll(desk, "f15227", "online")
    make.pin(desk, number, "123456")
    opting_out.opt_out(desk, number, clerk, LETTER)
    with desk.database.reading() as session:
        assert ledger.required(session, number, 2026) and not ledger.required(session, number, 2027)
        assert session.scalar(select(AuditEvent.action).order_by(AuditEvent.id.desc())) == "enrollment.ended"
        assert audit.verify(session).broken_at is None
    with pytest.raises(errors.WrongState):
        opting_out.opt_out(desk, number, clerk, LETTER)
    on(date(2026, 12, 1))
    assert season.run(desk, 2027, "sue").outcomes == {"ended": 1}


@pytest.mark.parametrize(
    ("day", "bases", "role", "allowed"),
    [
        (date(2026, 3, 2), ("victim",), "supervisor", False),
        (date(2026, 3, 2), ("f15227", "victim"), "supervisor", False),
        (date(2021, 12, 31), ("f15227",), "supervisor", False),
        (date(2022, 1, 1), ("f15227",), "clerk", False),
        (date(2022, 1, 1), ("f15227",), "supervisor", True),
        (date(2024, 6, 30), ("tac",), "clerk", False),
        (date(2024, 7, 1), ("tac",), "clerk", True),
    ],
)
def test_the_rule_of_the_day_decides(desk, clerk, supervisor, on, day, bases, role, allowed):
    """Never for a confirmed victim, nobody in 2021; where no rule is known, a supervisor; since mid-2024 all others."""
    number = enroll(desk, *bases)
    on(day)
    who = {"clerk": clerk, "supervisor": supervisor}[role]
    if allowed:
        opting_out.opt_out(desk, number, who, LETTER)
    else:
        with pytest.raises(errors.NotAllowed):
            opting_out.opt_out(desk, number, who, LETTER)
    with desk.database.reading() as session:
        ended = set(session.scalars(select(Enrollment.ended_on)))
    assert ended == ({day} if allowed else {None})


def test_between_the_annual_run_and_new_year_the_coming_number_is_revoked(desk, clerk, on):
    """The CP01A of the next year does not leave, and no return of that year needs the number; this year's stays."""
    number = enroll(desk, "f15227")
    make.pin(desk, number, "123456")
    on(date(2026, 12, 1))
    season.run(desk, 2027, "sue")
    opting_out.opt_out(desk, number, clerk, LETTER)
    assert daily.work(desk, "clock")["cancelled"] == 1
    with desk.database.reading() as session:
        assert ledger.current(session, number, 2026) and not ledger.required(session, number, 2027)
        assert session.scalar(select(Notice.state)) == "cancelled"


@pytest.mark.parametrize(
    ("resolved", "open_", "needed"),
    [
        (None, False, True),
        (date(2025, 11, 15), False, True),
        (date(2025, 11, 16), False, False),
        (None, True, False),
    ],
)
def test_a_return_needs_a_number_of_whom_the_annual_run_gives_one(desk, resolved, open_, needed):
    """Domain 2.2: a victim's case is resolved by the cut-off of the year, for the run and for the return alike."""
    number = enroll(desk, "victim")
    with desk.database.transaction() as session:
        one = session.scalars(select(Enrollment)).one()
        one.case_resolved_on, one.case_open = resolved, open_
    with desk.database.reading() as session:
        assert ledger.required(session, number, 2026) is needed
    assert season.run(desk, 2026, "sue").issued == int(needed)


@pytest.mark.parametrize("reason", ["", "  ", "her PIN was 123456"])
def test_the_reason_is_written_down_without_a_number(desk, clerk, reason):
    """It stands in the audit trail."""
    with pytest.raises(errors.InvalidInput):
        opting_out.opt_out(desk, enroll(desk, "tac"), clerk, reason)
