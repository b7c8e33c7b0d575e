"""ZIP code, state and city are weighed together, and none is ever replaced by what a list says."""

import pytest

from desk.reading.found import FieldReading
from intake.fields import addresses, trust


def reading(*said: tuple[str, float], state: str = "suspect", engine: str = "text", script: str = "") -> FieldReading:
    """A field as its own reader left it."""
    value, chance = said[0]
    return FieldReading(value, state, chance, list(said), 1, (0.0, 0.0, 0.1, 0.1), engine, script)


def told(**fields: FieldReading) -> dict[str, tuple[str, str]]:
    """Value and state of each field after all were weighed together."""
    return {name: (one.value, one.state) for name, one in addresses.settle(fields).items()}


def test_what_fits_together_is_trusted():
    """Austin, Texas, has ZIP codes that begin with 787: doubts dispel each other."""
    found = told(zip=reading(("78701", 0.9), ("18701", 0.1)), state=reading(("TX", 0.8)), city=reading(("AUSTIN", 0.9)))
    assert found == {"zip": ("78701", "read"), "state": ("TX", "read"), "city": ("AUSTIN", "read")}


def test_the_reading_that_fits_wins():
    """A seven that may be a one is a seven where the state says so."""
    found = told(
        zip=reading(("18701", 0.5), ("78701", 0.45)), state=reading(("TX", 0.9)), city=reading(("AUSTIN", 0.9))
    )
    assert found["zip"][0] == "78701"


def test_the_last_digits_gain_nothing():
    """State and city know the first three digits of a ZIP code, no more."""
    said = reading(("78701", 0.5), ("78707", 0.45))
    settled = addresses.settle({"zip": said, "state": reading(("TX", 0.99)), "city": reading(("AUSTIN", 0.99))})
    assert settled["zip"].confidence < 0.6 and settled["zip"].state == "suspect"


@pytest.mark.parametrize(
    ("script", "needed", "state"),
    [("hand", "typed", "suspect"), ("typed", "typed", "read"), ("", "typed", "suspect"), ("hand", "hand", "read")],
)
def test_a_number_is_trusted_as_its_script_is(script, needed, state):
    """A ZIP code a little less sure than numbers of a script need; its address, which halves the doubt, makes it as
    sure as numbers of that script need and no surer."""
    said = reading(("78701", 1 - 1.3 * (1 - trust.threshold("zip", needed))), script=script)
    others = {"state": reading(("TX", 0.99), state="read"), "city": reading(("AUSTIN", 0.99), state="read")}
    assert told(zip=said)["zip"] == ("78701", "suspect")
    assert told(zip=said, **others)["zip"] == ("78701", state)


def test_an_address_that_contradicts_itself_is_doubted_as_it_is_written():
    """A ZIP code of Texas in Maine: both stay, one of them may be misread."""
    sure = {"zip": reading(("78701", 0.999), state="read"), "state": reading(("ME", 0.99), state="read")}
    found = told(**sure)
    assert found["state"] == ("ME", "suspect") and found["zip"][0] == "78701"


def test_a_place_that_no_list_knows_keeps_its_trust():
    """Lists are no truth: a sure reading of an unknown city stands."""
    sure = {"zip": reading(("78701", 0.9999), state="read"), "city": reading(("QUXVILLE", 0.999), state="read")}
    assert told(**sure)["city"] == ("QUXVILLE", "read")


def test_faint_writing_stays_in_doubt():
    """What is doubted although its reader is sure is doubted for another reason."""
    faint = reading(("TX", max(0.99, trust.threshold("state"))))
    assert told(zip=reading(("78701", 0.999), state="read"), state=faint)["state"] == ("TX", "suspect")


@pytest.mark.parametrize("alone", ["zip", "state"])
def test_a_field_alone_and_what_a_file_states_stay_as_they_are(alone):
    """There is nothing to weigh them by, or nothing to doubt."""
    fields = {alone: reading(("TX", 0.5))} | {"city": reading(("AUSTIN", 1.0), state="read", engine="pdf")}
    assert addresses.settle(fields) == fields
