"""Rows in the hands of somebody who may write whatever they like into the database."""

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import addresses, visits
from desk.enrollment.addresses import Asked, NewAddress
from desk.enrollment.visits import Came
from desk.lifecycle import soundness
from desk.models import AuditEvent, IpPin, Notice, Taxpayer
from desk.office import accounts, codes
from desk.pins import ledger, season
from desk.review import releases
from desk.screens import mail
from desk.system import calendar
from tests import factories as make
from tests import homes
from workers import daily


def write(desk, *attack: str) -> None:
    """The attack: SQL, past every rule of the desk."""
    with desk.database.engine.begin() as connection:
        for statement in attack:
            connection.exec_driver_sql(statement)


def found(desk) -> set[tuple[str, int]]:
    """The rows that the desk itself names as changed."""
    with desk.database.reading() as session:
        return {(one.table, one.number) for one in soundness.verify(session)}


@pytest.fixture
@homes.once
def letters(desk) -> list[int]:
    """The letters of a run for two people."""
    for tin, last in (("400001234", "Rivera"), ("400005678", "Stone")):
        make.taxpayer(desk, tin=tin, last=last, enrollment="victim")
    season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        return [notice.id for notice in mail.ready(session)]


LETTERS = {
    "another's number": [
        "UPDATE ip_pin SET pin = (SELECT pin FROM ip_pin WHERE id = 2) WHERE id = 1",
    ],
    "another's number with its mark": [
        "UPDATE ip_pin SET pin = (SELECT pin FROM ip_pin WHERE id = 2), mac = (SELECT mac FROM ip_pin WHERE id = 2), "
        "row_mark = (SELECT row_mark FROM ip_pin WHERE id = 2) WHERE id = 1",
    ],
    "the letter led to another's number": [
        "UPDATE notice SET ip_pin_id = NULL WHERE ip_pin_id = 2",
        "UPDATE notice SET ip_pin_id = 2 WHERE ip_pin_id = 1",
    ],
    "the letter led to another person": ["UPDATE notice SET taxpayer_id = 2 WHERE taxpayer_id = 1"],
    "letter and number led to another person": [
        "UPDATE notice SET taxpayer_id = 2 WHERE taxpayer_id = 1",
        "UPDATE ip_pin SET status = 'revoked' WHERE id = 2",
        "UPDATE ip_pin SET taxpayer_id = 2 WHERE id = 1",
    ],
    "another address of record": ["UPDATE taxpayer SET street = '66 Thief Rd', zip = '10001' WHERE id = 1"],
    "another name": ["UPDATE taxpayer SET first_name = 'Mal', last_name = 'Lory' WHERE id = 1"],
    "the wait after a change of address": [
        "UPDATE taxpayer SET street = '66 Thief Rd', address_changed_on = NULL WHERE id = 1"
    ],
    "a revoked number": ["UPDATE ip_pin SET status = 'replaced' WHERE id = 1"],
}


@pytest.mark.parametrize("attack", LETTERS.values(), ids=LETTERS)
def test_a_letter_whose_person_place_or_number_was_changed_is_not_printed(desk, mailroom, letters, attack):
    """Its number, its addressee, its address: nothing is printed, and the desk names what was changed."""
    write(desk, *attack)
    with pytest.raises((errors.LetterRefused, errors.RecordChanged), match="security officer"):
        make.print_letters(desk, letters[:1], mailroom)
    with desk.database.reading() as session:
        assert {notice.state for notice in session.scalars(select(Notice))} <= {"draft", "batched"}
    assert found(desk)


def test_a_taxpayer_number_does_not_open_in_another_row(desk, letters):
    """Whoever copies a sealed number into a row that they may look at sees nothing."""
    write(desk, "UPDATE taxpayer SET tin = (SELECT tin FROM taxpayer WHERE id = 2) WHERE id = 1")
    with desk.database.reading() as session, pytest.raises(errors.KeyMissing):
        _ = session.get_one(Taxpayer, 1).tin
    assert found(desk) == {("taxpayer", 1)}


SIGN_INS = {
    "a raised role": ["UPDATE \"user\" SET role = 'supervisor' WHERE name = 'carla'"],
    "the hash of a known password": [
        'UPDATE "user" SET password_hash = (SELECT password_hash FROM "user" WHERE name = \'mallory\') '
        "WHERE name = 'carla'"
    ],
    "a whole row of another account": [
        'UPDATE "user" SET role = o.role, password_hash = o.password_hash, row_mark = o.row_mark '
        "FROM (SELECT * FROM \"user\" WHERE name = 'mallory') AS o WHERE \"user\".name = 'carla'"
    ],
    "a one-time password made one's own": ["UPDATE \"user\" SET one_time = NOT one_time WHERE name = 'carla'"],
    "no second factor": ["UPDATE \"user\" SET totp_step = 1 WHERE name = 'carla'"],
    "another staff number": ["UPDATE \"user\" SET staff_number = 'X99' WHERE name = 'carla'"],
    "a lifted lock": ["UPDATE \"user\" SET failures = -99 WHERE name = 'carla'"],
}


@pytest.mark.parametrize("attack", SIGN_INS.values(), ids=SIGN_INS)
def test_nobody_signs_in_or_acts_with_an_account_that_was_changed(desk, attack):
    """Neither with the right password nor in a session that is open; the trail tells, and the account is named."""
    carla = make.account(desk, "carla", "clerk")
    make.account(desk, "mallory", "mailroom")
    assert accounts.load(desk, carla.id, carla.epoch)
    write(desk, *attack)
    assert accounts.sign_in(desk, "carla", make.PASSWORD) is None
    assert accounts.load(desk, carla.id, carla.epoch) is None
    with pytest.raises(errors.RecordChanged):
        codes.sign_in(desk, carla.id, carla.epoch, "000000")
    assert found(desk) == {("user", carla.id)}
    with desk.database.reading() as session:
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None
    assert (last.action, last.subject_id, last.details) == ("user.refused", carla.id, {"why": "changed"})


def test_a_closed_account_is_not_opened_by_a_row(desk):
    """A person who left does not come back by SQL."""
    carla = make.account(desk, "carla", "clerk")
    accounts.disable(desk, "carla")
    write(desk, f'UPDATE "user" SET active = NOT active, epoch = {carla.epoch} WHERE id = {carla.id}')
    assert accounts.load(desk, carla.id, carla.epoch) is None
    assert accounts.sign_in(desk, "carla", make.PASSWORD) is None


ENROLL = (
    "INSERT INTO enrollment (taxpayer_id, basis, mode, since, recorded_on, case_open, row_mark) "
    "SELECT 2, basis, mode, since, recorded_on, case_open, {} FROM enrollment WHERE id = 1"
)


@pytest.mark.parametrize("mark", ["NULL", "row_mark"])
def test_a_forged_enrollment_brings_nobody_a_number(desk, mark):
    """Neither without a mark nor with the one of another enrollment; and no return waits for it."""
    make.taxpayer(desk, enrollment="victim")
    make.taxpayer(desk, tin="400005678", last="Stone")
    write(desk, ENROLL.format(mark))
    with pytest.raises(errors.RecordChanged, match="enrollment"):
        season.run(desk, 2026, "sue")
    with desk.database.reading() as session:
        with pytest.raises(errors.RecordChanged):
            ledger.required(session, 2, 2026)
        assert session.scalars(select(IpPin)).all() == []
    assert found(desk) == {("enrollment", 2)}


@pytest.fixture
def visit(desk, clerk) -> int:
    """A visit that waits for the approval of another person."""
    person = make.taxpayer(desk)
    shown = ("passport", "bill_or_statement")
    return visits.record(desk, Came(person, calendar.today(), "Peoria", "proven", shown), clerk)


APPROVALS = {
    "approved by SQL": "UPDATE visit SET state = 'approved', decided_by = 'dan', issue_on = '2026-01-05'",
    "for another person": "UPDATE visit SET taxpayer_id = 2",
    "recorded by another person": "UPDATE visit SET recorded_by = 'dan'",
    "more documents": "UPDATE visit SET shown = '[\"passport\"]'",
}


@pytest.mark.parametrize("attack", APPROVALS.values(), ids=APPROVALS)
def test_a_forged_approval_brings_nobody_a_number(desk, visit, clerk, supervisor, attack):
    """Nobody approves a request that was changed, and what SQL approved is issued by no night; the night goes on."""
    make.taxpayer(desk, tin="400005678", last="Stone")
    write(desk, attack)
    for actor in (clerk, supervisor):
        with pytest.raises(errors.RecordChanged, match="visit"):
            visits.approve(desk, visit, actor)
    daily.turn(desk, "clock")
    with desk.database.reading() as session:
        assert session.scalars(select(IpPin)).all() == []
    assert found(desk) == {("visit", visit)}


def test_who_asked_for_an_address_does_not_grant_it_under_another_name(desk, supervisor):
    """The asker, the new address, and the decision are what they were when the request was made."""
    person = make.taxpayer(desk)
    place = NewAddress("9 Elm St", "Springfield", "IL", "62701")
    number = addresses.ask(desk, Asked(person, place, "phone", "she called"), supervisor)
    write(desk, "UPDATE address_change SET asked_by = 'carla'")
    with pytest.raises(errors.RecordChanged, match="address_change"):
        addresses.grant(desk, number, supervisor)
    with desk.database.reading() as session:
        assert session.get_one(Taxpayer, person).street == "12 Oak St"


def test_who_asked_for_a_release_does_not_grant_it_under_another_name(desk, supervisor):
    """A request for a release is decided by somebody else, whatever its row says of the asker."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return())
    releases.ask(desk, number, supervisor, "seen")
    write(desk, "UPDATE release_request SET by = 'carla'")
    with pytest.raises(errors.RecordChanged, match="release_request"):
        releases.grant(desk, number, supervisor, "seen")
    assert make.document(desk, number).state == "in_review"


def test_a_number_that_was_replaced_is_not_made_good_again(desk):
    """The status of a number is what the ledger made it: a stolen number stays replaced."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456", status="replaced")
    make.pin(desk, person, "654321")
    write(
        desk, "UPDATE ip_pin SET status = 'revoked' WHERE id = 2", "UPDATE ip_pin SET status = 'current' WHERE id = 1"
    )
    with desk.database.reading() as session, pytest.raises(errors.RecordChanged, match="ip_pin"):
        ledger.compare(session, session.get_one(Taxpayer, person), None, 2026, "123456", admit=ledger.uncounted)
    assert found(desk) == {("ip_pin", 1), ("ip_pin", 2)}


def test_what_the_desk_writes_itself_is_sound(desk, letters, mailroom, clerk):
    """A run, a print, and a change of address leave no row that the desk would call changed."""
    make.print_letters(desk, letters, mailroom)
    make.move(desk, 1, "9 Elm St")
    make.arrive(desk, make.a_return())
    assert found(desk) == set()
