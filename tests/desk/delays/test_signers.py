"""Both spouses: each signer with a finding has a case, a letter, a reply and a line of their own."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import aging, backlog, cases, flow, letters
from desk.delays.verifications import Proof
from desk.documents import masking
from desk.lifecycle import history
from desk.mail import mailing, undeliverable
from desk.models import Notice
from desk.reading import keying
from desk.reports import delayed
from desk.review import decisions, undoing
from desk.screens import records
from desk.system import calendar
from tests import factories as make
from tests import homes
from workers import daily

RECEIVED = date(2026, 2, 20)


BY_LETTER = Proof("letter")


@pytest.fixture
@homes.once
def joint(desk, clerk) -> int:
    """A joint return flagged for both spouses, neither of whom entered an IP PIN; a refund of $1,200."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    make.pin(desk, make.taxpayer(desk, "400005678", "Ben", "Smith", enrollment="victim"), "654321")
    spouse = {"spouse_first_name": "Ben", "spouse_last_name": "Smith", "spouse_ssn": "400005678", "refund": "1200"}
    fields = {name: make.read(value) for name, value in spouse.items()}
    number = make.arrive(desk, make.a_return(filing_status=make.read("joint"), **fields), received=RECEIVED)
    for role in ("primary", "spouse"):
        masking.reveal(desk, number, f"{role}_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    return number


def send(desk, mailroom, role: str) -> int:
    """Print and mail the newest draft to one signer; its number."""
    with desk.database.reading() as session:
        rows = select(Notice).where(Notice.state == "draft", Notice.kind == "verification")
        (number,) = (one.id for one in session.scalars(rows) if one.details["role"] == role)
    make.print_letters(desk, [number], mailroom)
    mailing.confirm(desk, [number], mailroom)
    return number


def lines(desk, day: date | None = None) -> list[tuple[str, str, str, date | None]]:
    """Signer, reason, state and reply due of each line, alike from the rows and from the history."""
    day = day or calendar.today()
    with desk.database.reading() as session:
        past = aging.delayed(session, day)
        if day == calendar.today():
            assert backlog.listed(session, day) == past
            assert backlog.figures(session, day) == Counter((one.reason, one.bucket) for one in past)
            assert backlog.total(session) == len(aging.returns(past))
    return [(one.role, one.reason, one.state, one.reply_due) for one in past]


def test_each_signer_gets_a_case_and_a_letter(desk, joint):
    """One flag on two empty boxes: two cases, two letters to two people, two lines.

    domain 4.1: wrong or missing on paper delays the return, for the primary and the spouse.
    domain 4.1: return without the PIN is screened, and its taxpayer is asked by letter.
    """
    assert lines(desk) == [("primary", "missing", "open", None), ("spouse", "missing", "open", None)]
    with desk.database.reading() as session:
        drafts = session.scalars(select(Notice).order_by(Notice.id)).all()
        assert [(one.details["role"], one.addressee.first_name) for one in drafts] == [
            ("primary", "Anna"),
            ("spouse", "Ben"),
        ]


def test_each_letter_awaits_its_own_reply(desk, joint, mailroom, on):
    """The spouse's letter goes out a week later, and its reply is due a week later; only the late one is reminded."""
    send(desk, mailroom, "primary")
    on(date(2026, 3, 9))
    send(desk, mailroom, "spouse")
    dues = [due for *_, due in lines(desk)]
    assert dues == [date(2026, 4, 1), date(2026, 4, 8)]
    on(date(2026, 4, 2))
    assert daily.work(desk, "clock")["no_reply"] == 1
    assert [reason for _, reason, *_ in lines(desk)] == ["no reply", "missing"]
    with desk.database.reading() as session:
        late = backlog.all_overdue(session)
        assert late == {joint: ["primary"]} and backlog.overdue(session, [joint]) == {(joint, "primary")}
        assert backlog.count_overdue(session) == 1


def test_a_reminder_goes_to_the_signer_who_is_meant(desk, joint, clerk, mailroom):
    """Asked for the spouse alone, the primary gets none; asked for the return, whoever has none on its way."""
    for role in ("primary", "spouse"):
        send(desk, mailroom, role)
    assert letters.remind(desk, joint, clerk, roles=["spouse"]) == 1
    assert letters.remind(desk, joint, clerk) == 1
    assert letters.remind(desk, joint, clerk) == 0


def test_a_letter_that_came_back_is_its_signers_alone(desk, joint, mailroom, supervisor):
    """The spouse's address is looked up in vain; the primary's reply is awaited as before."""
    first, second = send(desk, mailroom, "primary"), send(desk, mailroom, "spouse")
    undeliverable.came_back(desk, second, mailroom, "no such street")
    assert [due for *_, due in lines(desk)] == [date(2026, 4, 1), None]
    undeliverable.give_up(desk, second, supervisor, "no better address")
    assert [state for _, _, state, _ in lines(desk)] == ["letter sent", "no reply"]
    undeliverable.came_back(desk, first, mailroom, "moved")
    assert [state for _, _, state, _ in lines(desk)] == ["letter sent", "no reply"]


def test_the_return_is_released_when_each_is_settled(desk, joint, clerk, other_clerk):
    """The primary's word settles the primary; the spouse is still waited for."""
    with pytest.raises(errors.InvalidInput, match="primary or spouse"):
        cases.move(desk, joint, "verified", clerk, proof=BY_LETTER)
    cases.move(desk, joint, "verified", clerk, role="primary", proof=BY_LETTER)
    assert [state for _, _, state, _ in lines(desk)] == ["verified", "open"]
    with pytest.raises(errors.WrongState, match="spouse"):
        cases.move(desk, joint, "released", other_clerk)
    with desk.database.reading() as session:
        assert not any("released" in shown.ways for shown in records.delays(session, joint))
    cases.move(desk, joint, "verified", clerk, role="spouse", proof=BY_LETTER)
    with desk.database.reading() as session:
        assert all("released" in shown.ways for shown in records.delays(session, joint))
    cases.move(desk, joint, "released", other_clerk)
    assert lines(desk) == [] and make.document(desk, joint).state == "closed"


def test_one_stolen_number_takes_the_whole_return_along(desk, joint, clerk, supervisor):
    """It leaves the desk for both signers, no letter goes out, and it can be taken up again with both cases."""
    cases.move(desk, joint, "identity_theft", clerk, role="spouse")
    assert lines(desk) == []
    with desk.database.reading() as session:
        assert set(session.scalars(select(Notice.state))) == {"cancelled"}
        last = {event.role: event.note for event in cases.history_of(session, joint)}
    assert last["primary"] == "passed on with the spouse's case"
    cases.reopen(desk, joint, supervisor, "the caller was somebody else")
    assert [state for _, _, state, _ in lines(desk)] == ["open", "open"]


def test_a_case_without_a_finding_any_more_ends_with_the_next_flag(desk, joint, clerk, other_clerk, supervisor):
    """Taken up again, the spouse's box is keyed with the right number: only the primary is written to again."""
    cases.move(desk, joint, "identity_theft", clerk, role="primary")
    cases.reopen(desk, joint, supervisor, "a second look")
    for who in (clerk, other_clerk):
        keying.key(desk, joint, "spouse_ip_pin", "654321", "read", "blind", who)
    decisions.decide(desk, joint, "flag", clerk)
    assert [(role, state) for role, _, state, _ in lines(desk)] == [("primary", "open")]
    with desk.database.reading() as session:
        drafts = session.scalars(select(Notice).where(Notice.state == "draft"))
        assert [one.details["role"] for one in drafts] == ["primary"]


def test_a_flag_taken_back_leaves_one_line(desk, joint, clerk):
    """Both cases end, and the return is one that nobody has worked yet."""
    undoing.undo(desk, joint, clerk, "the wrong one")
    assert lines(desk) == [("", "not yet worked", "in process", None)]


def test_papers_are_counted_once_and_signers_apart(desk, joint):
    """Two lines, one return: stock and flow, the control totals, money, site and batch count the return."""
    day = calendar.today()
    with desk.database.reading() as session:
        report = delayed.make(session, day)
        papers = history.papers(session, day)
        (week,) = flow.weeks(session, papers, day, [(RECEIVED, day)])
        (today,) = flow.of_today(session, [(day - timedelta(days=day.weekday()), day)])
        assert (week.after, today.after, flow.stock(session, papers, day)) == (1, 1, 1)
    assert all(control.left == control.right for control in report.controls)
    assert [row[13] for row in report.rows] == [1200, None]
    assert report.notes[0].startswith("1 delayed return,") and report.notes[1].startswith("2 lines:")
    counted = {section.title: sum(row[-1] for row in section.rows) for section in report.sections[1:-1]}
    assert counted == {"Aging by reason": 2, "Aging by signer": 2, "Aging by site": 1, "Aging by batch": 1}
