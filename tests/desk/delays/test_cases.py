"""Delay cases: letters, replies due, reminders, and opening an ended case again."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import aging, cases, letters
from desk.documents import masking
from desk.mail import mailing, print_batches, undeliverable
from desk.models import Notice
from desk.review import decisions
from desk.screens import mail as outgoing
from tests import factories as make
from tests import homes
from workers import daily


@pytest.fixture
@homes.once
def case(desk, clerk, mailroom) -> int:
    """A flagged return whose letter was mailed today."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return(), received=date(2026, 2, 20))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    send(desk, mailroom)
    return number


def send(desk, mailroom) -> None:
    """Print and mail every draft."""
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    make.print_letters(desk, ids, mailroom)
    mailing.confirm(desk, ids, mailroom)


def line(desk) -> aging.DelayedReturn:
    """The one line of the delayed list."""
    with desk.database.reading() as session:
        (only,) = aging.delayed(session)
        return only


def test_the_answer_is_due_thirty_days_after_the_letter(desk, case):
    """Mailed on 2 March, due on 1 April."""
    assert (line(desk).state, line(desk).reply_due) == ("letter sent", date(2026, 4, 1))


def test_no_answer_is_marked_by_the_clock(desk, case, on):
    """On the due day nothing yet; the day after, no reply is the reason."""
    on(date(2026, 4, 1))
    assert daily.work(desk, "clock")["no_reply"] == 0
    on(date(2026, 4, 2))
    assert daily.work(desk, "clock")["no_reply"] == 1
    assert (line(desk).reason, line(desk).state) == ("no reply", "no reply")


def test_reminders_go_to_all_at_once_but_never_two_at_a_time(desk, case, clerk, mailroom, on):
    """A reminder on its way is enough; mailed, the answer is due anew."""
    on(date(2026, 4, 2))
    daily.work(desk, "clock")
    assert letters.remind(desk, case, clerk)
    assert not letters.remind(desk, case, clerk)
    send(desk, mailroom)
    assert line(desk).reply_due == date(2026, 5, 2)
    with desk.database.reading() as session:
        mailed = select(Notice).where(Notice.state == "mailed", Notice.kind == "verification").order_by(Notice.id)
        assert [letter.details.get("reminder") for letter in session.scalars(mailed)] == [None, 1]


def test_an_ended_case_opens_again_with_its_history(desk, case, clerk, supervisor):
    """Released by mistake: the decision is undone, the return is delayed again from its first day."""
    make.release_case(desk, case)
    with desk.database.reading() as session:
        assert aging.delayed(session) == []
    with pytest.raises(errors.InvalidInput):
        cases.reopen(desk, case, supervisor, " ")
    cases.reopen(desk, case, supervisor, "the caller was somebody else")
    assert (line(desk).state, line(desk).received_date) == ("open", date(2026, 2, 20))
    with desk.database.reading() as session:
        states = [event.state for event in cases.history_of(session, case)]
    assert states == ["open", "letter_sent", "verified", "released", "open"]
    assert make.document(desk, case).state == "in_review"
    decisions.decide(desk, case, "flag", clerk, reason="again")
    with desk.database.reading() as session:
        assert session.query(Notice).filter_by(kind="verification").count() == 2


def test_the_processable_date_stands_apart_from_the_received_date(desk, case, clerk):
    """It lies between the received date and today, and changes nothing about the delay's age.

    domain 4.1: received and processable date stand apart; domain 4.2: clock runs from the received date.
    """
    with pytest.raises(errors.InvalidInput):
        cases.set_processable(desk, case, date(2026, 1, 1), clerk)
    cases.set_processable(desk, case, date(2026, 2, 25), clerk)
    assert (line(desk).days, line(desk).processable_date) == (10, date(2026, 2, 25))


def mailings(desk) -> list[str]:
    """The states of all verification letters, oldest first."""
    with desk.database.reading() as session:
        return list(session.scalars(select(Notice.state).where(Notice.kind == "verification").order_by(Notice.id)))


@pytest.mark.parametrize("way", ["released", "identity_theft"])
def test_no_letter_goes_out_about_a_case_that_has_ended(desk, case, clerk, way):
    """The reminder that waits to be printed is canceled with the end of the case (domain 4.2)."""
    letters.remind(desk, case, clerk)
    make.release_case(desk, case) if way == "released" else cases.move(desk, case, way, clerk)
    assert mailings(desk) == ["mailed", "cancelled"]


def test_a_case_does_not_end_while_its_letter_is_gathered(desk, case, clerk, mailroom):
    """First it is taken out of its print batch."""
    letters.remind(desk, case, clerk)
    with desk.database.reading() as session:
        batch = [notice.id for notice in outgoing.ready(session)]
    print_batches.gather(desk, batch, mailroom)
    with pytest.raises(errors.WrongState, match="gathered"):
        cases.move(desk, case, "identity_theft", clerk)
    assert line(desk).state == "letter sent"


def test_a_release_by_decision_cancels_the_letter_too(desk, case, clerk, mailroom, supervisor):
    """A spoiled copy of the reminder is not printed again once the reopened return is released."""
    letters.remind(desk, case, clerk)
    with desk.database.reading() as session:
        (reminder,) = (notice.id for notice in outgoing.ready(session))
    make.print_letters(desk, [reminder], mailroom)
    make.release_case(desk, case)
    cases.reopen(desk, case, supervisor, "the caller was somebody else")
    mailing.spoil(desk, [reminder], mailroom, "torn")
    make.release_by_two(desk, case)
    assert mailings(desk) == ["mailed", "cancelled"]


def came_back(desk, mailroom) -> int:
    """The newest verification letter is returned; its number."""
    with desk.database.reading() as session:
        number = session.scalar(select(Notice.id).where(Notice.kind == "verification").order_by(Notice.id.desc()))
    undeliverable.came_back(desk, number, mailroom, "no such street")
    return number


def test_a_letter_that_came_back_is_no_missing_reply(desk, case, clerk, mailroom, supervisor, on):
    """Its address is looked up: no answer is due, no reminder goes to the same address, a new mailing is due anew."""
    number = came_back(desk, mailroom)
    on(date(2026, 5, 1))
    assert daily.work(desk, "clock")["no_reply"] == 0
    assert (line(desk).state, line(desk).reply_due) == ("letter sent", None)
    assert not letters.remind(desk, case, clerk)
    undeliverable.send_again(desk, number, supervisor, "city directory")
    send(desk, mailroom)
    assert line(desk).reply_due == date(2026, 5, 31)


def test_an_address_looked_up_in_vain_is_left_to_a_person(desk, case, clerk, mailroom, supervisor):
    """The case stands among those without a reply, and no second letter goes to that address."""
    undeliverable.give_up(desk, came_back(desk, mailroom), supervisor, "no better address")
    assert line(desk).state == "no reply"
    assert not letters.remind(desk, case, clerk)
