"""One-time codes: proven once, in their half-minute, never twice, locked like passwords, sealed."""

import pyotp
import pytest
from sqlalchemy import select, text

from desk import errors
from desk.models import AuditEvent, User
from desk.office import accounts, codes

GOOD = "four plain words here"


@pytest.fixture
def carla(desk, clock) -> User:
    """An account that has chosen its password."""
    once = accounts.add(desk, "carla", "clerk", "K1")
    return accounts.change_password(desk, accounts.sign_in(desk, "carla", once).id, once, GOOD)


@pytest.fixture
def app(desk, carla, clock) -> pyotp.TOTP:
    """Carla's sign-in app, proven a minute ago."""
    made = pyotp.parse_uri(codes.invitation(desk, carla.id))
    codes.prove(desk, carla.id, made.at(clock.now))
    clock.advance(60)
    return made


def test_an_invitation_stays_the_same_until_the_app_is_proven(desk, carla, clock):
    """Reloading the page does not make a scanned picture worthless; afterward it is shown no more."""
    first = codes.invitation(desk, carla.id)
    assert codes.invitation(desk, carla.id) == first
    with pytest.raises(errors.InvalidInput):
        codes.prove(desk, carla.id, "000000")
    codes.prove(desk, carla.id, pyotp.parse_uri(first).at(clock.now))
    with pytest.raises(errors.WrongState):
        codes.invitation(desk, carla.id)


def test_a_code_counts_once_and_in_its_time(desk, carla, app, clock):
    """Right in its half-minute and beside it; never again, and no earlier one after it."""
    code = app.at(clock.now)
    assert codes.sign_in(desk, carla.id, carla.epoch, f"{code[:3]} {code[3:]}").name == "carla"
    assert codes.sign_in(desk, carla.id, carla.epoch, code) is None
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now - 30)) is None
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now + 30)) is not None
    clock.advance(600)
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now - 120)) is None


def test_the_code_that_proved_the_app_does_not_sign_in(desk, carla, clock):
    """Whoever looked over the shoulder then gains nothing."""
    app = pyotp.parse_uri(codes.invitation(desk, carla.id))
    codes.prove(desk, carla.id, app.at(clock.now))
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now)) is None


def test_wrong_codes_lock_the_account_however_often_the_password_is_right(desk, carla, app, clock):
    """Typing the password again between guesses does not start the count anew."""
    for _ in range(3):
        assert accounts.sign_in(desk, "carla", GOOD, with_code=True) is not None
        assert codes.sign_in(desk, carla.id, carla.epoch, "000000") is None
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now)) is None
    assert accounts.sign_in(desk, "carla", GOOD, with_code=True) is None
    clock.advance(minutes=16)
    assert codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now)) is not None


def test_a_code_belongs_to_the_sign_in_that_asked_for_it(desk, carla, app, clock):
    """After a reset or a closed account the old half of a sign-in leads nowhere."""
    assert codes.sign_in(desk, carla.id, carla.epoch - 1, app.at(clock.now)) is None
    accounts.disable(desk, "carla")
    assert codes.sign_in(desk, carla.id, carla.epoch + 1, app.at(clock.now)) is None


def test_a_reset_forgets_the_app(desk, carla, app):
    """A lost phone: with the new one-time password another app is set up."""
    accounts.reset(desk, "carla")
    assert codes.invitation(desk, carla.id) != app.provisioning_uri(name="carla", issuer_name=codes.ISSUER)


def test_the_secret_lies_sealed_and_each_step_is_on_record(desk, carla, app, clock):
    """No secret in the row as it lies on disk or in the trail; offered, set up, signed in are events."""
    codes.sign_in(desk, carla.id, carla.epoch, app.at(clock.now))
    with desk.database.engine.connect() as connection:
        assert app.secret not in str(connection.execute(text("SELECT * FROM user")).all())
    with desk.database.reading() as session:
        events = list(session.scalars(select(AuditEvent).where(AuditEvent.subject == "user").order_by(AuditEvent.id)))
    assert [event.action for event in events][-3:] == ["user.code_offered", "user.code_set_up", "user.signed_in"]
    assert not any(app.secret in str(event.details) for event in events)
