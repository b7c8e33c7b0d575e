"""The two last names of a joint return are weighed together, and none is put in the place of what stands there."""

from dataclasses import replace

import pytest

from desk.reading.found import FieldReading
from intake.fields import surnames, trust

Said = tuple[str, float]
SURE = ("OBRIEN", 0.999)
LIMIT = trust.threshold("name", "hand")


def reading(*said: Said, engine: str = "text") -> FieldReading:
    """A name by hand as its own reader left it."""
    value, chance = said[0]
    state = "read" if chance >= LIMIT else "suspect"
    return FieldReading(value, state, chance, list(said), 1, (0.0, 0.0, 0.1, 0.1), engine, "hand")


def told(primary: FieldReading, spouse: FieldReading) -> list[Said]:
    """Value and state of both."""
    found = surnames.settle({"primary_last_name": primary, "spouse_last_name": spouse})
    return [(one.value, one.state) for one in found.values()]


def test_a_doubtful_name_is_the_one_that_stands_beside_it():
    """Where it is among what the reader saw there, however they are capitalised."""
    assert told(reading(("OIRIEM", 0.4), ("O'BRIEN", 0.1)), reading(SURE)) == [
        ("O'BRIEN", "suspect"),
        ("OBRIEN", "read"),
    ]
    assert told(reading(("Obrien", LIMIT - 0.05)), reading(SURE)) == [("Obrien", "read"), ("OBRIEN", "read")]


def test_a_trusted_name_is_never_changed_for_the_other_and_makes_none_but_its_own_trusted():
    """What stands surely in one field says nothing against another name in the other."""
    smith = reading(("SMITH", LIMIT + 0.001), ("SMITN", 0.9 - 0.9 * LIMIT))
    smitn = reading(("SMITN", LIMIT - 0.001), ("SMITH", 0.001))
    assert told(smith, smitn) == [("SMITH", "read"), ("SMITN", "suspect")]
    assert told(reading(SURE), reading(("OBRIEM", 0.5), ("OBRIEN", 0.45))) == [
        ("OBRIEN", "read"),
        ("OBRIEN", "suspect"),
    ]


def test_faint_writing_stays_in_doubt():
    """A name that is nearly gone is not trusted because the other one is."""
    faint = replace(reading(("OBRIEN", 0.6)), faint=True)
    assert told(faint, reading(SURE))[0] == ("OBRIEN", "suspect")


def test_a_name_that_the_reader_did_not_see_is_not_put_there():
    """Couples may bear two names."""
    assert told(reading(("OIRIEM", 0.4), ("OLRIEM", 0.3)), reading(SURE))[0] == ("OIRIEM", "suspect")


def test_two_names_are_trusted_as_each_by_itself():
    """A couple with two names is in no more doubt than two people."""
    names = {"primary_last_name": reading(("HAAS", 0.999)), "spouse_last_name": reading(SURE)}
    settled = surnames.settle(names)
    assert [one.state for one in settled.values()] == ["read", "read"]
    assert [one.confidence for one in settled.values()] == pytest.approx([0.999, 0.999], abs=0.001)


def test_two_doubtful_readings_of_one_name_prove_nothing():
    """One hand may write the same letter oddly twice."""
    both = told(reading(("BURNETT", 0.8), ("BARNETT", 0.15)), reading(("BURNETT", 0.8), ("BARNETT", 0.15)))
    assert both == [("BURNETT", "suspect")] * 2


@pytest.mark.parametrize(
    "fields",
    [
        {"primary_last_name": reading(("OIRIEM", 0.4), ("OBRIEN", 0.3))},
        {
            "primary_last_name": reading(("OIRIEM", 0.4), ("OBRIEN", 0.3)),
            "spouse_last_name": FieldReading(None, "blank", 0.99, [], 1, (0.0, 0.0, 0.1, 0.1), "ink"),
        },
        {
            "primary_last_name": reading(("OIRIEM", 0.4), ("OBRIEN", 0.3)),
            "spouse_last_name": reading(SURE, engine="pdf"),
        },
    ],
    ids=["alone", "no spouse", "told by the file"],
)
def test_what_stands_alone_is_left_alone(fields: dict[str, FieldReading]):
    """There is nothing to weigh it with."""
    assert surnames.settle(fields) == fields
