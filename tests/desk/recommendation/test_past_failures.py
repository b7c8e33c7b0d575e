"""What really went wrong with CP01A notices (domain.md 2.3), each of it caught here."""

import io
from dataclasses import replace
from datetime import date

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from desk import errors
from desk.mail import print_batches, rendering
from desk.models import IpPin, LedgerEntry, Notice, Taxpayer
from desk.notices import cp01a, layout
from desk.office import policy
from desk.pins import reconciliation, season
from desk.reports import alarms, delayed, intake, mailing, nightly
from desk.review import decisions
from desk.screens import mail as outgoing
from desk.system import calendar
from tests import factories as make
from workers import daily


@pytest.fixture
def drafted(desk) -> int:
    """One CP01A of the annual run."""
    make.taxpayer(desk, enrollment="victim")
    season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        return outgoing.ready(session)[0].id


def die(session: Session) -> None:
    """The record now shows a death of everybody."""
    for person in session.scalars(select(Taxpayer)):
        person.date_of_death = date(2026, 2, 1)


def replace_numbers(session: Session) -> None:
    """Every IP PIN is replaced."""
    for pin in session.scalars(select(IpPin)):
        pin.status = "replaced"


def rendered(desk, notice_id: int) -> tuple[Notice, cp01a.CP01A]:
    """The notice's row, and the letter that it should be."""
    with desk.database.reading() as session:
        row = print_batches.one(session, notice_id)
        return row, rendering.asked(session, row, policy.load(desk.settings))


def found(desk, notice_id: int, pdf: bytes) -> list[str]:
    """What the check of the rendered letter finds."""
    with desk.database.reading() as session:
        return rendering.check(session, print_batches.one(session, notice_id), pdf, policy.load(desk.settings))


def test_a_right_letter_passes(desk, drafted):
    """Or the checks below would prove nothing."""
    with desk.database.reading() as session:
        printed = rendering.render(session, print_batches.one(session, drafted), policy.load(desk.settings))
    assert found(desk, drafted, printed) == []


def test_py2013_inadequate_instructions(desk, drafted):
    """759,446 notices lacked instructions: a letter without one of its paragraphs is refused."""
    _, asked = rendered(desk, drafted)
    whole = asked.letter(False)
    assert found(desk, drafted, layout.draw(replace(whole, sections=whole.sections[:-1])))


def test_2014_eligible_people_without_a_pin(desk, drafted):
    """532,637 eligible people got none: whoever is enrolled and has no outcome unbalances the run."""
    make.taxpayer(desk, tin="400005678", enrollment="f15227")
    with desk.database.reading() as session:
        assert not reconciliation.make(session, 2026).balanced


def test_2014_notices_to_the_deceased(desk, drafted, mailroom):
    """13,220 notices went to the dead: not even when the death is recorded after the run."""
    with desk.database.transaction() as session:
        die(session)
    with pytest.raises(errors.LetterRefused):
        make.print_letters(desk, [drafted], mailroom)
    with desk.database.reading() as session:
        assert print_batches.one(session, drafted).state == "draft"


def test_2016_the_wrong_tax_year(desk, drafted):
    """The notice named 2014 instead of 2015: the printed tax year must be the calendar year less one."""
    _, asked = rendered(desk, drafted)
    wrong = replace(asked, calendar_year=2025, notice_date=date(2025, 12, 30))
    assert any("2025" in what for what in found(desk, drafted, layout.draw(wrong.letter(False))))


def test_py2016_wrong_word_on_dependents(desk, drafted):
    """2.7 million notices told dependents not to use the PIN: wording that is not the approved one is refused."""
    _, asked = rendered(desk, drafted)
    whole = asked.letter(False)
    told = replace(whole, headline="Dependents must not use this number")
    assert found(desk, drafted, layout.draw(told))


def test_py2016_returns_that_skipped_review(desk, clerk):
    """12,020 returns fell out of the queue: a document without history unbalances the reports and alarms."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return(), received=date(2026, 2, 27))
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM document_event WHERE document_id = ?", (number,))
        connection.exec_driver_sql("UPDATE document SET created_at = '2026-02-27 10:00:00'")
    with desk.database.reading() as session:
        assert not intake.make(session, date(2026, 3, 1)).balanced
    with desk.database.reading() as session:
        assert not delayed.make(session, calendar.today()).balanced
    nightly.make(desk, date(2026, 3, 1), "clock")
    with desk.database.reading() as session:
        assert sorted({alarm.report for alarm in alarms.ringing(session)}) == ["delayed", "intake", "queues"]


def test_2017_no_pin_for_confirmed_victims(desk, drafted):
    """Two million victims got none: an outcome without its ledger entry is found."""
    with desk.database.transaction() as session:
        session.execute(delete(LedgerEntry))
    with desk.database.reading() as session:
        assert not reconciliation.make(session, 2026).balanced


def test_a_second_page_and_a_missing_number_are_refused(desk, drafted):
    """Page count and PIN are looked for on the rendered letter."""
    _, asked = rendered(desk, drafted)
    pdf = layout.draw(asked.letter(False))
    writer = PdfWriter()
    for _ in range(2):
        writer.append(PdfReader(io.BytesIO(pdf)))
    twice = io.BytesIO()
    writer.write(twice)
    assert found(desk, drafted, twice.getvalue())
    assert found(desk, drafted, layout.draw(asked.letter(True)))


def test_a_number_that_has_ended_is_not_mailed(desk, drafted, mailroom):
    """Between draft and print a PIN may be replaced: the old letter stays."""
    with desk.database.transaction() as session:
        replace_numbers(session)
    with pytest.raises(errors.LetterRefused):
        make.print_letters(desk, [drafted], mailroom)


@pytest.mark.parametrize("what", ["died", "replaced", "over", None])
def test_what_may_not_leave_any_more_does_not_wait_for_the_printer(desk, drafted, on, what):
    """The next day the draft is gone from the list, and letters and ledger still agree."""
    with desk.database.transaction() as session:
        if what == "died":
            die(session)
        if what == "replaced":
            replace_numbers(session)
    if what == "over":
        on(date(2027, 1, 1))
    assert daily.work(desk, "clock")["cancelled"] == (what is not None)
    with desk.database.reading() as session:
        assert bool(outgoing.ready(session)) is (what is None)
        assert mailing.make(session, calendar.today()).balanced
        assert reconciliation.make(session, 2026).balanced


def test_a_late_return_is_judged_by_the_year_it_was_filed_in(desk, clerk, monkeypatch):
    """Received 30 December, worked 4 January: last year's PIN, though expired, still answers for it."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456", 2025, "expired")
    number = make.arrive(desk, make.a_return("2024", primary_ip_pin=make.read("123456")), received=date(2025, 12, 30))
    assert make.outcome(desk, number) == "match"
    decisions.decide(desk, number, "release", clerk)
    with desk.database.reading() as session:
        assert session.scalars(select(LedgerEntry.kind)).all() == ["import"]
