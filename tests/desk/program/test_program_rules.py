"""The rule book itself: whole, without contradictions, and with its sources."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.program import rules

DAYS = st.dates(date(2021, 1, 1), date(2030, 12, 31))
SUBJECTS = sorted({rule.subject for rule in rules.book()})


@given(DAYS, st.sampled_from(SUBJECTS))
def test_no_day_has_two_rules_of_one_subject(day, subject):
    """On any day from 2021 to 2030 at most one rule of a subject holds, and `find` gives it."""
    holding = rules.applicable(subject, day)
    assert len(holding) <= 1
    assert rules.find(subject, day) == (holding[0] if holding else None)


def test_every_rule_cites_its_section_and_evidence():
    """Each rule says where it comes from and how sure it is."""
    for rule in rules.book():
        assert rule.section[0].isdigit(), rule.id
        assert rule.evidence in rules.EVIDENCE, rule.id
        assert rule.text.endswith("."), rule.id


def test_unconfirmed_rules_hold_no_figures_of_their_own():
    """What is tagged R is a setting, never a figure in the book."""
    for rule in rules.book():
        assert (rule.evidence == "R") == ("setting" in rule.values), rule.id


ROW = """
[[rule]]
id = "{id}"
subject = "x"
starts = {starts}
ends = {ends}
section = "1"
evidence = "{evidence}"
text = "X."
"""


def row(id="a", starts="2021-01-01", ends="2021-12-31", evidence="C"):
    """One rule as TOML."""
    return ROW.format(id=id, starts=starts, ends=ends, evidence=evidence)


BAD = [
    ("two rules on one day", [row("a"), row("b", "2021-12-31", "2022-12-31")]),
    ("one name twice", [row("a"), row("a", "2022-01-01", "2022-12-31")]),
    ("ends before it starts", [row(ends="2020-12-31")]),
    ("unknown evidence", [row(evidence="hearsay")]),
    ("no section", [row().replace('section = "1"\n', "")]),
]


@pytest.mark.parametrize(("why", "texts"), BAD, ids=[b[0] for b in BAD])
def test_a_contradictory_book_is_refused(why, texts):
    """A book that could give two answers, or none that can be traced, does not load."""
    with pytest.raises(rules.RuleBookError):
        rules.read(texts)


def test_an_adopted_rule_must_exist():
    """A setting that names no rule of the subject is an error, not silence."""
    with pytest.raises(rules.RuleBookError):
        rules.find("income", date(2099, 1, 1), {"income.2099": "opt-out-2021"})
