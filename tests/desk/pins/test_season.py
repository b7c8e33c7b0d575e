"""The annual run: who gets a PIN, that it adds up, and that a kill changes nothing."""

import io
import os
import random
import signal
import time
from datetime import date
from multiprocessing.process import BaseProcess

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from desk import errors
from desk.lifecycle import notices
from desk.matching import names
from desk.models import Enrollment, IpPin, LedgerEntry, Notice, SeasonOutcome, SeasonRun, Taxpayer
from desk.pins import reconciliation, season
from desk.review import decisions
from desk.screens import mail
from desk.system import crypto
from tests import acts, processes
from tests import factories as make

MANY = int(os.environ.get("IPPIN_MANY", "1000"))


def enroll(desk, number: int) -> None:
    """So many taxpayers, enrolled by every route in turn; each tenth has died."""
    bases = ("victim", "f15227", "online", "tac")
    with desk.database.transaction() as session:
        people = []
        for i in range(number):
            tin = f"{400 + i // 10_000}00{i % 10_000:04d}"
            died = date(2025, 5, 1) if i % 10 == 9 else None
            people.append(
                Taxpayer(
                    tin=tin, tin_index=crypto.ring().tin_index(tin), tin_last4=tin[-4:], first_name="Pat",
                    last_name="Oak",
                    last_name_key=names.key("Oak"), street="1 Elm St", city="Peoria", state="IL", zip="61602",
                    date_of_death=died,
                )
            )  # fmt: skip
        session.add_all(people)
        session.flush()
        since = date(2021, 1, 1)
        session.add_all([Enrollment(taxpayer_id=p.id, basis=bases[i % 4], since=since) for i, p in enumerate(people)])


def counted(desk, model) -> int:
    """How many rows of a table there are."""
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_everybody_is_issued_or_excluded_with_a_reason(desk):
    """Victims, applicants and those seen in person are issued; online enrollees and the dead are not."""
    enroll(desk, 40)
    result = season.run(desk, 2026, "sue")
    assert result.outcomes == {"deceased": 4, "issued": 26, "online": 10}
    assert result.balanced
    assert counted(desk, IpPin) == counted(desk, LedgerEntry) == counted(desk, Notice) == 26


def test_running_again_gives_nothing_twice(desk):
    """A second run issues only what has become due since."""
    enroll(desk, 8)
    season.run(desk, 2026, "sue")
    with desk.database.transaction() as session:
        for person in session.scalars(select(Taxpayer)):
            person.date_of_death = None
    make.taxpayer(desk, tin="400009999", enrollment="victim")
    result = season.run(desk, 2026, "sue")
    assert result.balanced
    assert result.issued == counted(desk, IpPin) == counted(desk, Notice) == 7


def test_who_holds_a_number_gets_no_second_one(desk):
    """A current PIN of the year is a reason of its own."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    result = season.run(desk, 2026, "sue")
    assert (result.outcomes, result.balanced) == ({"holds": 1}, True)


def test_who_cannot_be_written_to_is_excluded_with_that_reason(desk):
    """No number without a letter that brings it; once the record is corrected, the next run gives it."""
    person = make.taxpayer(desk, enrollment="victim", street="ул. Ленина 1")
    make.taxpayer(desk, tin="400009999", enrollment="victim")
    result = season.run(desk, 2026, "sue")
    assert (result.outcomes, result.balanced, counted(desk, IpPin)) == ({"issued": 1, "unprintable": 1}, True, 1)
    with desk.database.transaction() as session:
        session.get(Taxpayer, person).street = "1 Lenin St"
    assert season.run(desk, 2026, "sue").outcomes == {"issued": 2}


def test_without_a_rule_the_run_does_not_balance(desk, on):
    """For 2022 no source says who gets a CP01A: nobody is issued, and nobody is silently left out."""
    enroll(desk, 8)
    on(date(2022, 1, 3))
    result = season.run(desk, 2022, "sue")
    assert (result.issued, result.undecided, result.balanced) == (0, 8, False)


@pytest.mark.parametrize("year", [2025, 2027])
def test_a_run_out_of_season_is_refused(desk, year):
    """Neither before the cases of the year are settled nor after the year."""
    with pytest.raises(errors.InvalidInput):
        season.run(desk, year, "sue")


def test_an_enrolled_person_without_outcome_is_found(desk):
    """The reconciliation counts the enrolled, not the outcomes (domain 2.3: 532,637 got no PIN)."""
    enroll(desk, 4)
    season.run(desk, 2026, "sue")
    make.taxpayer(desk, tin="400009999", enrollment="victim")
    with desk.database.reading() as session:
        result = reconciliation.make(session, 2026)
    assert (result.missing, result.balanced) == (1, False)


def test_an_application_approved_during_the_year_does_not_unbalance_the_run(desk, clerk):
    """It is issued by its own rule: an alarm that rings all year is no alarm."""
    enroll(desk, 4)
    season.run(desk, 2026, "sue")
    make.taxpayer(desk, tin="400007777")
    number = make.arrive(desk, make.an_application(tin=make.read("400007777")), received=date(2025, 12, 29))
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    with desk.database.reading() as session:
        result = reconciliation.make(session, 2026)
    assert (result.missing, result.balanced) == (0, True)


def test_who_is_taken_over_later_does_not_change_a_past_days_figures(desk, on):
    """Enrolled since 2021 by a file of April: missing from April on, not in the report of March."""
    enroll(desk, 4)
    season.run(desk, 2026, "sue")
    on(date(2026, 4, 1))
    make.taxpayer(desk, tin="400009999", enrollment="victim")
    with desk.database.reading() as session:
        then, now = (reconciliation.make(session, 2026, day) for day in (date(2026, 3, 2), date(2026, 4, 1)))
    assert (then.missing, then.balanced, now.missing, now.balanced) == (0, True, 1, False)


def test_the_drafts_wait_for_the_mailing_window(desk, on):
    """The run of November drafts letters for mid-December on."""
    on(date(2026, 11, 20))
    enroll(desk, 1)
    season.run(desk, 2027, "sue")
    with desk.database.reading() as session:
        assert mail.ready(session) == []
        assert [notice.not_before for notice in mail.later(session)] == [date(2026, 12, 15)]


def test_killed_at_ten_random_points_it_ends_with_one_of_each(desk, tmp_path):
    """Ten kills, then a run to the end: one ledger entry and one notice for each recipient."""
    enroll(desk, MANY)
    chance = random.Random(15227)
    faults = ["season.started", "season.written", "season.committed", None, None] * 2
    chance.shuffle(faults)
    for fault in faults:
        code = _run_and_kill(desk, fault, chance.randint(1, MANY // 10))
        assert code in (-signal.SIGKILL, 0)
    assert processes.ended(_start(desk, None)) == 0
    with desk.database.reading() as session:
        result = reconciliation.make(session, 2026)
        issued = select(func.count(), func.count(func.distinct(IpPin.taxpayer_id))).select_from(IpPin)
        assert session.execute(issued).one() == (result.issued, result.issued)
        letters = select(func.count(), func.count(func.distinct(Notice.ip_pin_id))).select_from(Notice)
        assert session.execute(letters).one() == (result.issued, result.issued)
        assert session.scalar(select(func.count()).select_from(LedgerEntry)) == result.issued
        assert session.get(SeasonRun, 2026).finished_at is not None
        everyone = session.scalar(select(func.count(func.distinct(SeasonOutcome.taxpayer_id))))
    assert result.balanced
    assert everyone == MANY


def test_the_letters_of_the_run_pass_their_checks(desk, mailroom):
    """A print batch of the run's letters is rendered, each page checked, and released as a whole."""
    wanted = max(20, MANY // 50)
    enroll(desk, wanted * 2)
    season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        chosen = [notice.id for notice in mail.ready(session)][:wanted]
    pages = PdfReader(io.BytesIO(make.print_letters(desk, chosen, mailroom))).pages
    assert len(pages) == wanted + 1


def _run_and_kill(desk, fault: str | None, more: int) -> int:
    """Start a run that dies at a commit point, or somewhere after it has served so many more; its exit code."""
    running, before = _start(desk, fault), _served(desk)
    while fault is None and running.is_alive():
        if _served(desk) >= before + more:
            running.kill()
        time.sleep(0.02)
    return processes.ended(running)


def _served(desk) -> int:
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(SeasonOutcome))


def _start(desk, fault: str | None) -> BaseProcess:
    environment = {"IPPIN_HOME": str(desk.settings.home), "IPPIN_SEASON_CHUNK": str(max(20, MANY // 40))}
    environment |= {"IPPIN_FAULT": fault} if fault else {}
    return processes.start(acts.command, "season", "run", "--year", "2026", **environment)


def test_a_letter_about_a_return_does_not_change_the_language(desk):
    """Form 1040 asks for none: who chose Spanish on the application gets a Spanish CP01A (domain 2.1)."""
    person = make.taxpayer(desk, enrollment="f15227")
    with desk.database.transaction() as session:
        for kind, language in (("cp01a", "es"), ("verification", "en")):
            notices.draft(session, kind, "test", taxpayer_id=person, language=language)
    season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        assert session.scalar(select(Notice.language).order_by(Notice.id.desc())) == "es"


def test_a_past_run_still_adds_up_when_an_old_victim_is_imported_later(desk, on):
    """Whoever was not on record in the year is none of that year's run (domain 2.3)."""
    enroll(desk, 4)
    season.run(desk, 2026, "sue")
    on(date(2027, 3, 1))
    make.taxpayer(desk, tin="400009999", enrollment="victim")
    with desk.database.reading() as session:
        assert reconciliation.make(session, 2026).balanced
