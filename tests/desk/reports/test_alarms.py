"""Alarms: a control total that does not balance names its rows; two people settle it; it rings when its rows change."""

from datetime import date

import pytest
from sqlalchemy import delete, select

from desk import errors
from desk.models import AuditEvent, DocumentEvent
from desk.office.accounts import Actor
from desk.reports import alarms, applications, nightly
from desk.review import decisions
from desk.system import calendar
from tests import factories as make
from tests import homes
from workers import daily

RUTH = Actor("ruth", "supervisor")
WHY = "its history was lost with the disk on Friday; the paper is in drawer 4"


@pytest.fixture
@homes.once
def lost(desk) -> str:
    """Three returns, one without its history; the number of that one. The night's set is kept."""
    numbers = [make.arrive(desk, make.a_return(), received=date(2026, 2, 27)) for _ in range(3)]
    forget(desk, numbers[1])
    nightly.make(desk, date(2026, 3, 2), "clock")
    return make.document(desk, numbers[1]).number


def forget(desk, number: int) -> None:
    """Lose the history of a document behind the desk's back."""
    with desk.database.transaction() as session:
        session.execute(delete(DocumentEvent).where(DocumentEvent.document_id == number))


def ringing(desk) -> list[alarms.Alarm]:
    """The alarms that ring."""
    with desk.database.reading() as session:
        return alarms.ringing(session)


def settle_all(desk, by: Actor, other: Actor) -> None:
    """Two people settle whatever rings."""
    for alarm in ringing(desk):
        alarms.settle(desk, alarms.explain(desk, alarm.report_id, alarm.control, WHY, by), other)


def test_an_alarm_names_its_rows(desk, lost):
    """The document whose history is missing, not only two figures."""
    found = {alarm.report: alarm for alarm in ringing(desk)}
    assert lost in found["delayed"].rows and found["intake"].rows == ["2026-02-27 b2026-02-27"]


def test_two_people_settle_an_alarm_and_it_stays_quiet(desk, lost, supervisor, on):
    """Not one person alone, not without a reason; kept with who and why, audited, and quiet on the next night."""
    first = ringing(desk)[0]
    with pytest.raises(errors.InvalidInput):
        alarms.explain(desk, first.report_id, first.control, " ", supervisor)
    number = alarms.explain(desk, first.report_id, first.control, WHY, supervisor)
    assert ringing(desk)[0].reason.by == supervisor.name
    with pytest.raises(errors.NotAllowed):
        alarms.settle(desk, number, supervisor)
    with pytest.raises(errors.NotAllowed):
        alarms.settle(desk, number, Actor("ada", "auditor"))
    alarms.settle(desk, number, RUTH)
    settle_all(desk, RUTH, supervisor)
    assert ringing(desk) == []
    on(date(2026, 3, 4))
    nightly.make(desk, date(2026, 3, 3), "clock")
    assert ringing(desk) == []
    with desk.database.reading() as session:
        kept = [one for one in alarms.newest(session) if one.control == first.control]
        assert (kept[0].reason.text, kept[0].reason.settled_by) == (WHY, RUTH.name)
        acts = session.scalars(
            select(AuditEvent.action).where(AuditEvent.action.startswith("alarm.")).order_by(AuditEvent.id)
        ).all()
        assert acts[:2] == ["alarm.explained", "alarm.settled"]


def test_a_settled_alarm_rings_again_when_its_rows_change(desk, lost, supervisor, on):
    """Another document is lost: the old reason is not about it."""
    settle_all(desk, supervisor, RUTH)
    on(date(2026, 3, 4))
    other = make.arrive(desk, make.a_return(), received=date(2026, 3, 2))
    forget(desk, other)
    nightly.make(desk, date(2026, 3, 4), "clock")
    (delayed,) = [one for one in ringing(desk) if one.report == "delayed" and lost in one.rows]
    assert make.document(desk, other).number in delayed.rows and delayed.reason is None


def test_a_refused_reason_is_kept_and_another_one_is_needed(desk, lost, supervisor):
    """The second person does not agree."""
    first = ringing(desk)[0]
    number = alarms.explain(desk, first.report_id, first.control, WHY, supervisor)
    alarms.reject(desk, number, RUTH)
    with pytest.raises(errors.WrongState):
        alarms.settle(desk, number, RUTH)
    assert first.control in [one.control for one in ringing(desk) if one.reason is None]
    with pytest.raises(errors.NotFound):
        alarms.explain(desk, first.report_id, "no such total", WHY, supervisor)


def test_an_approval_handed_back_at_the_turn_of_the_year_still_ties(desk, clerk, on):
    """Issued, its letter never printed, expired on January 1, handed back, approved again: the total holds each day."""
    on(date(2025, 3, 3))
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(signature_date=make.read("2025-02-20")), received=date(2025, 3, 3))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    on(date(2026, 1, 5))
    assert daily.work(desk, "clock")["handed_back"] == 1
    on(date(2026, 1, 20))
    decisions.decide(desk, number, "approve", clerk, reason="approved again for the new year")
    daily.work(desk, "clock")
    with desk.database.reading() as session:
        for day in (date(2025, 3, 3), date(2026, 1, 4), date(2026, 1, 5), date(2026, 1, 19), calendar.today()):
            (control,) = applications.make(session, day).controls
            issued = day < date(2026, 1, 5) or day > date(2026, 1, 19)
            assert control.balanced and control.left == issued, (day, control)
