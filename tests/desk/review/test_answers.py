"""Applications that were written to: none is forgotten, whether an answer comes or not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk import errors
from desk.lifecycle import applications
from desk.mail import mailing, rendering, undeliverable
from desk.models import Document, IpPin, Notice
from desk.office import policy
from desk.reading import keying
from desk.reports import applications as report
from desk.reports import intake
from desk.review import answers, calls, decisions, proofing
from desk.system import calendar
from tests import factories as make
from tests import homes
from workers import daily

IN_2025 = date(2025, 12, 29)
PROBLEM = {"signature": make.BLANK}


@pytest.fixture
def pass_days(on):
    """The calendar of the desk goes on."""
    return lambda number: on(calendar.today() + timedelta(days=number))


@pytest.fixture
@homes.once
def written(desk, clerk, mailroom) -> int:
    """An unsigned application whose letter is in the mail."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(**PROBLEM), received=IN_2025)
    decisions.decide(desk, number, "write", clerk)
    send(desk, number, mailroom)
    return number


def letter(desk, document_id: int) -> Notice:
    """The newest letter about a document."""
    with desk.database.reading() as session:
        rows = select(Notice).where(Notice.document_id == document_id).order_by(Notice.id.desc())
        return session.scalars(rows).first()


def send(desk, document_id: int, mailroom) -> None:
    """Print and mail the newest letter about a document."""
    number = letter(desk, document_id).id
    make.print_letters(desk, [number], mailroom)
    mailing.confirm(desk, [number], mailroom)


def stands(desk, number: int) -> tuple[str, str]:
    """The states of a document and of its application."""
    with desk.database.reading() as session:
        document = session.get(Document, number)
        return document.state, applications.of_document(session, document).state


@pytest.mark.parametrize(("days", "state"), [(30, "decided"), (31, "in_review")])
def test_without_an_answer_it_comes_back_to_be_rejected(desk, clerk, written, days, state, pass_days):
    """Domain 1.5: nothing is rejected by the clock, but a clerk sees that the time is over."""
    pass_days(days)
    daily.work(desk, "clock")
    assert make.document(desk, written).state == state
    if state == "in_review":
        advice = make.advice(desk, written)
        assert (advice.action, advice.codes) == ("reject", ["R06"])
        decisions.decide(desk, written, "reject", clerk)
        assert letter(desk, written).kind == "rejection"


def test_the_letter_gives_the_time_that_the_desk_waits(desk, clerk):
    """One setting says both, or the letter would promise what the desk does not keep."""
    (desk.settings.root / "rules.toml").write_text("answer_days = 45\n")
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(**PROBLEM), received=IN_2025)
    decisions.decide(desk, number, "write", clerk)
    with desk.database.reading() as session:
        asked = rendering.asked(session, session.get(Notice, letter(desk, number).id), policy.load(desk.settings))
    assert asked.reply_due == calendar.today() + timedelta(days=45)


def test_an_answer_by_telephone_takes_it_up_again(desk, clerk, written):
    """The decision to write is over; its history stays."""
    with pytest.raises(errors.InvalidInput):
        answers.came(desk, written, clerk, " ")
    answers.came(desk, written, clerk, "will sign at the center")
    assert stands(desk, written) == ("in_review", "open")
    with pytest.raises(errors.WrongState):
        answers.came(desk, written, clerk, "again")


def test_a_new_form_is_the_answer_and_no_duplicate(desk, clerk, written):
    """The old application is closed under the number of the new one, and both are counted once."""
    new = make.arrive(desk, make.an_application(), received=calendar.today() - timedelta(days=1))
    assert "R09" not in make.advice(desk, new).codes
    new = make.arrive(desk, make.an_application(), received=IN_2025)
    assert make.advice(desk, new).codes == ["R09"], "the second new form is one"


def test_deciding_on_the_new_form_closes_the_old_one(desk, clerk, written, pass_days):
    """No second letter goes to somebody who has answered."""
    new = make.arrive(desk, make.an_application(), received=IN_2025)
    make.prove(desk, new)
    decisions.decide(desk, new, "approve", clerk)
    assert stands(desk, written) == ("closed", "withdrawn")
    pass_days(60)
    daily.work(desk, "clock")
    assert stands(desk, written) == ("closed", "withdrawn")
    with desk.database.reading() as session:
        assert len(session.scalars(select(IpPin.id)).all()) == 1
        assert report.make(session, calendar.today()).balanced
        counted = intake.make(session, calendar.today())
    assert counted.balanced and sum(row[8] for row in counted.rows) == 1


def test_before_its_letter_is_out_a_second_form_is_a_duplicate(desk, clerk):
    """Two unsigned forms in one envelope are no answer."""
    make.taxpayer(desk)
    first = make.arrive(desk, make.an_application(**PROBLEM), received=IN_2025)
    decisions.decide(desk, first, "write", clerk)
    second = make.arrive(desk, make.an_application(**PROBLEM), received=IN_2025)
    assert make.advice(desk, second).codes == ["R09"]


def test_a_letter_that_found_nobody_brings_the_application_back(desk, clerk, written, mailroom, supervisor):
    """Returned and given up: a person decides what becomes of it."""
    undeliverable.came_back(desk, letter(desk, written).id, mailroom, "moved, left no address")
    undeliverable.give_up(desk, letter(desk, written).id, supervisor, "no better address")
    daily.work(desk, "clock")
    assert make.document(desk, written).state == "in_review"


def test_who_was_not_reached_is_written_to(desk, clerk, mailroom):
    """After the attempts that the office makes a letter asks for a time; afterward a call may still pass (R08)."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    for _ in range(3):
        calls.record_call(desk, number, "no_answer", clerk)
    assert (make.advice(desk, number).action, make.advice(desk, number).codes) == ("write", ["R08"])
    decisions.decide(desk, number, "write", clerk)
    assert letter(desk, number).details["items"] == ["call"]
    send(desk, number, mailroom)
    answers.came(desk, number, clerk, "asked to be called in the morning")
    make.prove(desk, number)
    assert make.advice(desk, number).action == "approve"


def test_a_guardian_who_has_not_signed_is_asked_to(desk, clerk, mailroom):
    """What the rules ask for by letter, the letter can ask for."""
    make.taxpayer(desk, date_of_birth=date(2015, 5, 1))
    number = make.arrive(desk, make.an_application(dependent=make.read("yes")), received=IN_2025)
    proofing.record_guardian(desk, number, False, clerk)
    decisions.decide(desk, number, "write", clerk)
    assert letter(desk, number).details["items"] == ["guardian"]
    send(desk, number, mailroom)


def test_who_answered_for_papers_is_written_to_before_being_given_up(desk, clerk, written, pass_days):
    """R08: the letter that asked for a signature says nothing of a call (domain 1.5)."""
    answers.came(desk, written, clerk, "signed at the counter")
    keying.key(desk, written, "signature", "yes", "read", "correction", clerk)
    for _ in range(3):
        calls.record_call(desk, written, "no_answer", clerk)
    pass_days(40)
    make.judged(desk, written)
    assert (make.advice(desk, written).action, make.advice(desk, written).codes) == ("write", ["R08"])


def test_an_answer_that_leaves_something_open_is_followed_by_another_letter(desk, clerk, written, pass_days):
    """A letter that was answered is not held against the applicant."""
    answers.came(desk, written, clerk, "sent a page without a signature")
    pass_days(40)
    make.judged(desk, written)
    assert (make.advice(desk, written).action, make.advice(desk, written).codes) == ("write", ["R06"])


def test_a_letter_that_came_back_is_no_unanswered_one(desk, clerk, written, mailroom, supervisor, pass_days):
    """Domain 1.5: the address is looked up; the time runs from the new mailing."""
    undeliverable.came_back(desk, letter(desk, written).id, mailroom, "no such number")
    pass_days(40)
    daily.work(desk, "clock")
    assert make.document(desk, written).state == "decided"
    undeliverable.send_again(desk, letter(desk, written).id, supervisor, "city directory")
    send(desk, written, mailroom)
    pass_days(31)
    daily.work(desk, "clock")
    assert (make.document(desk, written).state, make.advice(desk, written).action) == ("in_review", "reject")


def test_who_was_written_to_may_take_the_application_back(desk, clerk, written):
    """Any state may become withdrawn (domain 1.7), also that of waiting for an answer."""
    proofing.withdraw(desk, written, clerk, "by telephone")
    assert stands(desk, written) == ("closed", "withdrawn")


def test_no_letter_goes_to_who_has_taken_the_application_back(desk, clerk):
    """The one that asks for what is missing is canceled while it is a draft."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(**PROBLEM), received=IN_2025)
    decisions.decide(desk, number, "write", clerk)
    proofing.withdraw(desk, number, clerk, "by telephone")
    assert letter(desk, number).state == "cancelled"
