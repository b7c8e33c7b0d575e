"""A PIN that never arrived: whoever had no letter in time is asked about by a person, never flagged."""

from datetime import date, timedelta

import pytest

from desk import errors
from desk.documents import masking
from desk.lifecycle import notices
from desk.mail import mailing, undeliverable
from desk.models import Notice, Taxpayer
from desk.notices.kinds import NoticeKind
from desk.pins import ledger
from desk.program.settings import DEFAULTS
from desk.reading import keying
from desk.review import decisions
from tests import factories as make

MAILED = date(2026, 1, 5)
IN_TIME = MAILED + timedelta(DEFAULTS.letter_days)


@pytest.fixture
def anna(desk, on) -> int:
    """The CP01A with Anna's number of 2026, drafted on 2 January; she had another number in 2025."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "654321", 2025)
    on(date(2026, 1, 2))
    with desk.database.transaction() as session:
        pin = ledger.issue(
            session, session.get(Taxpayer, person), 2026, actor="test", document_id=None, reason="season"
        )
        letter = notices.draft(session, NoticeKind.CP01A, "test", taxpayer_id=person, ip_pin_id=pin.id)
        return letter.id


@pytest.fixture
def mailed(desk, anna, mailroom, on) -> int:
    """The same letter, mailed on 5 January."""
    on(MAILED)
    make.print_letters(desk, [anna], mailroom)
    mailing.confirm(desk, [anna], mailroom)
    return anna


def sent(desk, day: date, **fields) -> int:
    """A return with that postmark, which came in on 2 March."""
    return make.arrive(desk, make.a_return(**fields), received=date(2026, 3, 2), postmark=day)


def test_a_letter_in_our_tray_explains_an_empty_box(desk, anna, clerk, on):
    """Never mailed, and the return came in weeks later."""
    on(date(2026, 3, 2))
    number = sent(desk, date(2026, 2, 25))
    assert (make.outcome(desk, number), make.advice(desk, number).action) == ("missing", "review")
    assert any("has not been mailed yet" in reason for reason in make.advice(desk, number).reasons)
    assert "flag" not in decisions.offered("tax_return", make.advice(desk, number))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    with pytest.raises(errors.NotAllowed, match="nothing was found"):
        decisions.decide(desk, number, "flag", clerk, reason="the box is empty")


@pytest.mark.parametrize(
    ("day", "action"),
    [(MAILED - timedelta(1), "review"), (IN_TIME - timedelta(1), "review"), (IN_TIME, "flag")],
)
def test_a_letter_takes_its_time(desk, mailed, on, day, action):
    """Mailed after the postmark or within the mailing time it may not have arrived; from then on it has."""
    on(date(2026, 3, 2))
    assert make.advice(desk, sent(desk, day)).action == action


def test_a_letter_that_came_back_or_was_given_up_never_arrived(desk, mailed, mailroom, supervisor, on):
    """A return that waits is judged anew when its taxpayer's letter comes back, and one that comes later is too."""
    on(date(2026, 3, 2))
    waiting = sent(desk, date(2026, 2, 25))
    assert make.advice(desk, waiting).action == "flag"
    undeliverable.came_back(desk, mailed, mailroom, "no such street")
    assert make.advice(desk, waiting).action == "review"
    undeliverable.give_up(desk, mailed, supervisor, "city directory")
    assert any("was given up" in reason for reason in make.advice(desk, waiting).reasons)


def test_last_years_number_is_a_question_too(desk, anna, clerk, on):
    """Who waits for the new number enters the old one: keyed, and then not flagged."""
    on(date(2026, 3, 2))
    number = sent(desk, date(2026, 2, 25), primary_ip_pin=make.read("654321"))
    keying.key(desk, number, "primary_ip_pin", "654321", "read", "blind", clerk)
    assert (make.outcome(desk, number), make.advice(desk, number).action) == ("stale_year", "review")


def test_a_replacement_that_is_not_out_explains_the_replaced_number(desk, mailed, clerk, on):
    """The old number ended before the postmark, and the letter with the new one lies in our tray."""
    with desk.database.transaction() as session:
        old = session.get_one(Notice, mailed).ip_pin
        number, person = ledger.opened(old, old.taxpayer_id), old.taxpayer_id
        ledger.end(session, old, "replace", actor="test")
        new = ledger.issue(
            session, session.get(Taxpayer, person), 2026, actor="test", document_id=None, reason="replacement"
        )
        notices.draft(session, NoticeKind.CP01A, "test", taxpayer_id=person, ip_pin_id=new.id)
    on(date(2026, 3, 2))
    paper = sent(desk, date(2026, 2, 25), primary_ip_pin=make.read(number))
    keying.key(desk, paper, "primary_ip_pin", number, "read", "blind", clerk)
    assert (make.outcome(desk, paper), make.advice(desk, paper).action) == ("superseded", "review")


def test_a_wrong_number_is_flagged_all_the_same(desk, anna, clerk, other_clerk, on):
    """No letter explains a number that was never this person's."""
    on(date(2026, 3, 2))
    number = sent(desk, date(2026, 2, 25), primary_ip_pin=make.read("999999"))
    for who in (clerk, other_clerk):
        keying.key(desk, number, "primary_ip_pin", "999999", "read", "blind", who)
    assert (make.outcome(desk, number), make.advice(desk, number).action) == ("mismatch", "flag")


def test_the_postmark_says_which_number_there_was(desk, on):
    """Issued between postmark and received date it could not be entered; replaced then, the old one was right."""
    person = make.taxpayer(desk, enrollment="victim")
    with desk.database.transaction() as session:
        on(date(2026, 2, 25))
        first = ledger.issue(
            session, session.get(Taxpayer, person), 2026, actor="test", document_id=None, reason="test"
        )
        text = ledger.opened(first, first.taxpayer_id)
    on(date(2026, 3, 2))
    assert make.advice(desk, sent(desk, date(2026, 2, 20))).action == "review"
    with desk.database.transaction() as session:
        ledger.end(session, ledger.current(session, person, 2026), "replace", actor="test")
        ledger.issue(session, session.get(Taxpayer, person), 2026, actor="test", document_id=None, reason="test")
    on(date(2026, 3, 5))
    number = make.arrive(
        desk,
        make.a_return("2024", primary_ip_pin=make.read(text)),
        received=date(2026, 3, 5),
        postmark=date(2026, 3, 1),
    )
    assert (make.outcome(desk, number), make.advice(desk, number).action) == ("match", "review")


def test_a_flag_that_was_recommended_before_the_letter_came_back_is_not_carried_out(desk, mailed, clerk, mailroom, on):
    """The rules are asked once more at the decision: the clerk who saw "flag" is told that it changed."""
    on(date(2026, 3, 2))
    number = sent(desk, date(2026, 2, 25))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    version = make.document(desk, number).version
    undeliverable.came_back(desk, mailed, mailroom, "no such street")
    with pytest.raises(errors.ChangedMeanwhile):
        decisions.decide(desk, number, "flag", clerk, version)
