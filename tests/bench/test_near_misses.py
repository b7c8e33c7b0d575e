"""A number that looks like the one on record is not taken for it."""

from dataclasses import replace

import pytest

from bench.accuracy import near_misses, scoring
from desk.reading.found import FieldReading
from desk.system import config

WRITTEN = "174930"


def read(value: str | None, state: str, confidence: float) -> scoring.Outcome:
    """A PIN of 174930 as it was read."""
    reading = FieldReading(value, state, confidence, [], 1, (0, 0, 1, 1), "test")
    return scoring.outcome("primary_ip_pin", "pin", "hand", "office", WRITTEN, reading)


def test_every_look_alike_digit_is_tried():
    """One digit differs, and it is one that hands confuse with the written one."""
    near = list(near_misses.neighbors(WRITTEN))
    assert {"774930", "179930", "174430", "174980"} <= set(near)
    assert all(sum(a != b for a, b in zip(WRITTEN, other, strict=True)) == 1 for other in near)


@pytest.mark.parametrize(
    ("value", "state", "confidence", "claimed"),
    [
        (WRITTEN, "read", 0.9999, 0),
        ("174980", "read", 0.9999, 1),
        ("174980", "suspect", 0.7, 0),
        ("174980", "suspect", 0.999, 1),
        (None, "illegible", 0.0, 0),
        ("555555", "read", 0.9999, 0),
    ],
)
def test_a_claim_needs_trust_or_an_image_that_says_it(value, state, confidence, claimed):
    """A wrong reading that equals the record counts as a claim only where the desk would go by it."""
    assert near_misses.count([read(value, state, confidence)], config.load()).claimed == claimed


@pytest.mark.parametrize(
    ("value", "state", "confidence", "claimed"),
    [(WRITTEN, "read", 0.9, 1), (WRITTEN, "suspect", 0.999, 1), (WRITTEN, "suspect", 0.7, 0), ("174980", "read", 1, 0)],
)
def test_the_written_number_is_claimed_on_the_same_terms(value, state, confidence, claimed):
    """How often the desk needs nobody to find a PIN right is counted by the rule that near misses are put to."""
    found = near_misses.count_right([read(value, state, confidence)], config.load())
    assert found == near_misses.Claims(1, claimed)


def test_random_numbers_are_not_claimed():
    """A number that nobody wrote is on record: what is read does not equal it, whoever's the written number is."""
    outcomes, settings = [read(WRITTEN, "read", 0.9999)] * 3, config.load()
    for found in (near_misses.count_random(outcomes, settings, 1), near_misses.count_elsewhere(outcomes, settings, 1)):
        assert found.tried >= 59 and found.claimed == 0


def test_false_claims_are_as_rare_as_filers_who_slip_to_what_is_misread():
    """One box in four is misread by one digit: as often as a filer slips just so, that number is on record."""
    outcomes = [read("174980", "read", 0.9999), *[read(WRITTEN, "read", 0.9999)] * 3]
    assert near_misses.expected(outcomes, config.load()) == pytest.approx(0.012 / 54 / 4)


def test_an_empty_box_has_no_near_misses():
    """Only PINs that are written are put to the rule."""
    blank = replace(read(None, "blank", 0.99), filled=False, expected="")
    assert near_misses.count([blank], config.load()).tried == 0
