"""Nobody finds an IP PIN by trying: the fourth different number is not answered, whichever way it comes."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.documents import masking
from desk.enrollment import imports
from desk.models import AuditEvent, ComparedNumber
from desk.pins import efile
from desk.program.words import Outcome, Role
from desk.reading import keying
from desk.recommendation import withheld
from desk.review import decisions, identification
from desk.screens import home
from desk.screens import withheld as shown
from tests import factories as make

PIN, TIN, DAY = "123456", "400001234", date(2026, 2, 20)
WRONG = [f"9000{n:02d}" for n in range(40)]
FIRST, FOURTH = WRONG[:3], WRONG[3]


@pytest.fixture
def anna(desk) -> int:
    """A victim with this year's and last year's number."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    make.pin(desk, person, "654321", 2025, "expired")
    return person


def guess(desk, number: str, received: date = DAY, **fields) -> int:
    """A return with this number in Anna's box."""
    return make.arrive(desk, make.a_return(primary_ip_pin=make.read(number), **fields), received=received)


def tried(desk) -> None:
    """Three numbers that are not Anna's."""
    for number in FIRST:
        guess(desk, number)


def found(desk, document_id: int, role: str = "primary") -> tuple:
    """What was found, what is recommended, and whether the reasons tell of a supervisor."""
    advice = make.advice(desk, document_id)
    return make.outcome(desk, document_id, role), advice.action, "supervisor" in " ".join(advice.reasons)


WITHHELD = (Outcome.WITHHELD, "review", True)


def test_thirty_guesses_in_one_upload_do_not_show_which_is_right(desk, anna):
    """The first three are answered; of the others, the right one among them, nobody can tell one from another."""
    numbers = [*WRONG[:20], PIN, *WRONG[20:29]]
    file = [
        replace(make.a_return(primary_ip_pin=make.read(number)), pages=[2 * place + 1, 2 * place + 2])
        for place, number in enumerate(numbers)
    ]
    first = make.arrive(desk, *file)
    rows = [make.advice(desk, first + place) for place in range(30)]
    assert [row.outcomes["primary"] for row in rows] == ["mismatch"] * 3 + ["withheld"] * 27
    said = [f"{row.action} {row.reasons} {row.findings} {row.keys}" for row in rows[3:]]
    assert len({re.sub(r"\d+", "", one) for one in said}) == 1  # each names another of the papers, by its number


@pytest.mark.parametrize("number", [PIN, FOURTH, "654321"])
def test_the_fourth_number_is_withheld_whatever_it_is(desk, anna, number):
    """Right, wrong or last year's: a person is asked, without saying which."""
    tried(desk)
    assert found(desk, guess(desk, number)) == WITHHELD


def test_the_same_number_again_does_not_count(desk, anna):
    """A taxpayer who sends four returns with one number is not taken for a guesser."""
    for _ in range(4):
        last = guess(desk, PIN)
    assert found(desk, last)[0] == Outcome.MATCH
    tried(desk)
    assert found(desk, guess(desk, PIN))[0] == Outcome.MATCH


def test_a_number_withheld_stays_withheld_when_it_comes_again(desk, anna):
    """Another scan of the same return is no other way to ask."""
    tried(desk)
    guess(desk, PIN)
    assert found(desk, guess(desk, PIN)) == WITHHELD


def test_keys_count_with_papers(desk, anna, clerk, other_clerk):
    """Two people key the right number over a fourth reading: what they keyed is one more number."""
    for number in FIRST[:2]:
        guess(desk, number)
    document = guess(desk, FIRST[2], primary_ssn=make.read(TIN))
    keying.key(desk, document, "primary_ip_pin", PIN, "read", "blind", clerk)
    keying.key(desk, document, "primary_ip_pin", PIN, "read", "blind", other_clerk)
    assert found(desk, document) == WITHHELD


def test_a_return_given_to_another_person_counts_for_that_person(desk, anna, clerk):
    """Choosing who signs brings the number before somebody else's PIN."""
    tried(desk)
    make.taxpayer(desk, "400009999", "Zoe", "Quill", zip="10001")
    fields = {"primary_ssn": make.read("400009999"), "primary_first_name": make.read("Zoe"), "zip": make.read("10001")}
    document = guess(desk, PIN, primary_last_name=make.read("Quill"), **fields)
    version = make.document(desk, document).version
    identification.choose_person(desk, document, "primary", anna, clerk, version)
    assert found(desk, document) == WITHHELD


def test_the_other_spouses_box_is_no_other_way(desk, anna):
    """A number in Bert's box is compared with Anna's as well, so it counts for her: four returns of four men."""
    joint = {"filing_status": make.read("joint"), "spouse_first_name": make.read("Anna")}
    joint |= {"spouse_last_name": make.read("Smith"), "spouse_ssn": make.read(TIN)}
    for place, number in enumerate((*FIRST, PIN)):
        tin, name = f"40000777{place}", ("Bert", "Karl", "Otto", "Hugo")[place]
        make.pin(desk, make.taxpayer(desk, tin, name, enrollment="victim"), f"55555{place}")
        his = {"primary_ssn": make.read(tin), "primary_first_name": make.read(name)}
        document = guess(desk, number, **his, **joint)
    assert found(desk, document) == WITHHELD


def test_an_electronic_return_counts_with_papers(desk, anna):
    """Primary, spouse or dependent: one count, and no code tells whether the fourth agrees."""
    roles = (Role.PRIMARY, Role.SPOUSE, Role.DEPENDENT)
    assert "withheld" not in [efile.check(desk, TIN, *one, DAY) for one in zip(FIRST, roles, strict=True)]
    assert {efile.check(desk, TIN, PIN, role, DAY) for role in roles} == {"withheld"}
    assert found(desk, guess(desk, FOURTH)) == WITHHELD
    assert efile.check(desk, TIN, FIRST[0], Role.PRIMARY, DAY) == "IND-180-01"


def test_an_import_answers_no_fourth_number(desk, anna, tmp_path):
    """ "Already there" and "another number is on record" are answers too; refused rows count."""
    file = tmp_path / "pins.csv"
    file.write_text("tin,calendar_year,ip_pin\n" + "".join(f"{TIN},2026,{n}\n" for n in (*FIRST, PIN, FOURTH)))
    result = imports.bring_pins(desk, file, "test")
    assert (result.unchanged, [line for line, _, _ in result.refused]) == (0, [2, 3, 4, 5, 6])
    assert len({why for line, _, why in result.refused if line > 4}) == 1
    assert found(desk, guess(desk, WRONG[4])) == WITHHELD


def test_two_desks_at_once_share_one_count(desk, opened, anna):
    """Ten askers at the same moment, on two open desks: three are answered."""
    with ThreadPoolExecutor(4) as pool:
        asked = [pool.submit(efile.check, (desk, opened())[n % 2], TIN, WRONG[n], Role.PRIMARY, DAY) for n in range(10)]
        answers = [one.result() for one in asked]
    assert sorted(answers) == ["IND-180-01"] * 3 + ["withheld"] * 7


def test_two_desks_on_postgres_share_one_count(opened, postgres):
    """As on SQLite."""
    desk = opened(DATABASE_URL=postgres())
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), PIN)
    with ThreadPoolExecutor(6) as pool:
        asked = [pool.submit(efile.check, desk, TIN, WRONG[n], Role.PRIMARY, DAY) for n in range(12)]
        answers = [one.result() for one in asked]
    assert sorted(answers) == ["IND-180-01"] * 3 + ["withheld"] * 9


def test_the_count_goes_with_the_pins_year_over_new_year(desk, anna, on):
    """A return of December read in January asks about December's number, and finds its count; January's is new."""
    tried(desk)
    on(date(2027, 1, 4))
    make.pin(desk, anna, "222222", 2027)
    december = guess(desk, PIN, received=date(2026, 12, 1))
    assert found(desk, december) == WITHHELD
    assert found(desk, guess(desk, "222222", received=date(2027, 1, 4)))[0] == Outcome.MATCH


def test_last_years_number_is_not_found_by_this_years_returns(desk, anna):
    """Each wrong number of this year is compared with last year's too, and counts there."""
    tried(desk)
    assert efile.check(desk, TIN, "654321", Role.PRIMARY, date(2025, 12, 31)) == "withheld"


def test_a_doubtful_reading_counts_once_not_for_what_else_it_may_say(desk, anna):
    """Only the number that is told of is counted; the other readings of the same ink are not asked for."""
    said = [(PIN, 0.95), *((number, 0.01) for number in WRONG[:5])]
    make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN, "suspect", 0.95, said)))
    with desk.database.reading() as session:
        assert len(session.scalars(select(ComparedNumber)).all()) == 1


def test_marks_alone_are_kept(desk, anna):
    """No number in clear, and no mark that equals the ledger's."""
    guess(desk, PIN)
    with desk.database.reading() as session:
        row = session.scalars(select(ComparedNumber)).one()
        connection = session.connection()
        kept = connection.exec_driver_sql("SELECT * FROM compared_number").all()
        marks = connection.exec_driver_sql("SELECT mac FROM ip_pin").scalars().all()
    assert PIN not in str(kept) and PIN.encode() not in row.mark and row.mark not in marks


def test_nobody_releases_or_flags_what_is_withheld(desk, anna, clerk, supervisor):
    """Not even with a reason: first somebody looks."""
    tried(desk)
    document = guess(desk, PIN)
    for who in (clerk, supervisor):
        for action in ("release", "flag"):
            with pytest.raises(errors.NotAllowed):
                decisions.decide(desk, document, action, who, reason="looks right to me")


def test_home_shows_an_alarm_until_a_supervisor_has_looked(desk, anna, supervisor, clerk):
    """The answers count from then on; the next number is withheld again, and alarms again."""
    tried(desk)
    right, wrong = guess(desk, PIN), guess(desk, FOURTH)

    def alarms() -> list[int]:
        with desk.database.reading() as session:
            return [one.number for one in home.figures(session, supervisor) if one.name == home.TRIED and one.pressing]

    assert alarms() == [1]
    with pytest.raises(errors.NotAllowed):
        withheld.look(desk, anna, 2026, True, "I saw them", clerk)
    with pytest.raises(errors.InvalidInput):
        withheld.look(desk, anna, 2026, True, " ", supervisor)
    withheld.look(desk, anna, 2026, True, "four children filed for their mother", supervisor)
    assert alarms() == []
    assert [found(desk, one)[0] for one in (right, wrong)] == [Outcome.MATCH, Outcome.MISMATCH]
    assert found(desk, guess(desk, WRONG[8])) == WITHHELD
    assert alarms() == [1]


def test_answers_kept_withheld_end_the_alarm_and_stay_so(desk, anna, supervisor):
    """Somebody was guessing: the supervisor says so, and nobody learns anything."""
    tried(desk)
    right = guess(desk, PIN)
    withheld.look(desk, anna, 2026, False, "somebody is guessing", supervisor)
    assert found(desk, right) == WITHHELD
    with desk.database.reading() as session:
        assert withheld.alarms(session) == []
        events = select(AuditEvent.action).where(AuditEvent.action.in_(("pin.withheld", "pin.kept_withheld")))
        assert session.scalars(events.order_by(AuditEvent.id)).all() == ["pin.withheld", "pin.kept_withheld"]


def test_what_is_kept_withheld_has_its_ways(desk, anna, supervisor, clerk):
    """The taxpayer is asked by letter, as for a flag; nobody releases it alone."""
    tried(desk)
    asked, released = guess(desk, PIN), guess(desk, FOURTH)
    withheld.look(desk, anna, 2026, False, "somebody is guessing", supervisor)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, released, "release", clerk, reason="looks right to me")
    with pytest.raises(errors.NotAllowed, match="machine alone"):
        decisions.decide(desk, asked, "flag", clerk, reason="ask the taxpayer")
    masking.reveal(desk, asked, "primary_ip_pin", clerk)
    decisions.decide(desk, asked, "flag", clerk, reason="ask the taxpayer")
    with desk.database.reading() as session:
        assert [case.reason for case in cases.of_document(session, asked)] == ["withheld"]


def test_who_brought_a_number_does_not_look_at_it(desk, anna, supervisor):
    """A supervisor who keyed or scanned one of the numbers leaves the look to another."""
    for number in FIRST[:2]:
        guess(desk, number)
    document = guess(desk, FIRST[2])
    keying.key(desk, document, "primary_ip_pin", PIN, "read", "blind", supervisor)
    guess(desk, FOURTH)
    with desk.database.reading() as session:
        (row,) = shown.waiting(session, supervisor)
    assert row.who_else.startswith("another supervisor")
    with pytest.raises(errors.NotAllowed):
        withheld.look(desk, anna, 2026, True, "it is fine", supervisor)
