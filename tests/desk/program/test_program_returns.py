"""The decision table of domain 4.2, row by row, and how signers combine."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.program import returns, screening
from desk.program.returns import Comparison, Entry, ReturnFacts, SignerFacts
from desk.program.words import Action, Outcome, Role

BLANK = Entry("blank")
LOOKED = Entry("blank", settled=True, more_keys=0)
READ = Entry("read", wellformed=True)
SUSPECT = Entry("suspect", wellformed=True, more_keys=2)
HALF_BLANK = Entry("blank", third_person=True)
KEYED = Entry("read", settled=True, wellformed=True, more_keys=0)
FIVE = Entry("read", five_digits=True)
FIVE_KEYED = Entry("read", settled=True, five_digits=True, more_keys=0)
STROKE = Entry("suspect", more_keys=2)
UNREADABLE = Entry("illegible", more_keys=2)
UNREADABLE_KEYED = Entry("illegible", settled=True, more_keys=0)
DISPUTED = Entry("read", wellformed=True, third_person=True)


def signer(role=Role.PRIMARY, required=True, entry=KEYED, comparison=Comparison.EQUAL, **more):
    """A matched signer with a PIN on record, unless told otherwise."""
    facts = {"matched": True, "issued": True, "has_box": True, **more}
    return SignerFacts(role=role, required=required, entry=entry, comparison=comparison, **facts)


ROWS = [
    (
        "domain 4.2 row 1: not required, blank",
        signer(required=False, entry=BLANK, comparison=None),
        "not_required",
        "release",
    ),
    ("domain 4.2 row 2: not required, something", signer(required=False, comparison=None), "unexpected", "review"),
    (
        "domain 4.2 row 2: illegible is nobody's entry",
        signer(required=False, entry=UNREADABLE, comparison=None),
        "not_required",
        "release",
    ),
    (
        "domain 4.2 row 2: a stroke in doubt is none",
        signer(required=False, entry=STROKE, comparison=None),
        "not_required",
        "release",
    ),
    (
        "domain 4.2 row 2: people cannot read it",
        signer(required=False, entry=UNREADABLE_KEYED, comparison=None),
        "not_required",
        "release",
    ),
    (
        "domain 4.2 row 2: six digits in doubt",
        signer(required=False, entry=SUSPECT, comparison=None),
        "unexpected",
        "review",
    ),
    ("domain 4.2 row 3: equal", signer(entry=READ), "match", "release"),
    ("domain 4.2 row 3: equal, read with doubt", signer(entry=SUSPECT), "match", "release"),
    ("domain 4.2 row 4: blank", signer(entry=BLANK, comparison=None), "missing", "flag"),
    ("domain 4.2 row 4: blank to one keyer only", signer(entry=HALF_BLANK, comparison=None), "recheck", "key"),
    ("domain 4.2 row 4: blank, a clerk looked", signer(entry=LOOKED, comparison=None), "missing", "flag"),
    ("domain 4.2 row 5: not six digits", signer(entry=FIVE, comparison=None), "malformed", "key"),
    ("domain 4.2 row 5: then 4", signer(entry=FIVE_KEYED, comparison=None), "missing", "flag"),
    ("domain 4.2 row 5: illegible", signer(entry=UNREADABLE, comparison=None), "recheck", "key"),
    (
        "domain 4.2 row 5: illegible to people, then 4",
        signer(entry=UNREADABLE_KEYED, comparison=None),
        "missing",
        "flag",
    ),
    (
        "domain 4.2 row 6: differs, confidence low",
        signer(entry=SUSPECT, comparison=Comparison.DIFFERS),
        "recheck",
        "key",
    ),
    ("domain 4.2 row 6: people disagree", signer(entry=DISPUTED, comparison=Comparison.DIFFERS), "recheck", "key"),
    (
        "domain 4.2 row 7: last year's, unkeyed",
        signer(entry=READ, comparison=Comparison.LAST_YEAR),
        "stale_year",
        "key",
    ),
    ("domain 4.2 row 7: last year's, keyed", signer(comparison=Comparison.LAST_YEAR), "stale_year", "flag"),
    (
        "domain 4.2 row 8: other spouse's, unkeyed",
        signer(entry=READ, comparison=Comparison.OTHER_SPOUSE),
        "swapped",
        "key",
    ),
    ("domain 4.2 row 8: other spouse's, keyed", signer(comparison=Comparison.OTHER_SPOUSE), "swapped", "flag"),
    ("domain 4.2 row 9: replaced, unkeyed", signer(entry=READ, comparison=Comparison.REPLACED), "superseded", "key"),
    ("domain 4.2 row 9: replaced, keyed", signer(comparison=Comparison.REPLACED), "superseded", "flag"),
    ("domain 4.2 row 10: differs, unkeyed", signer(entry=READ, comparison=Comparison.DIFFERS), "mismatch", "key"),
    ("domain 4.2 row 10: differs, keyed", signer(comparison=Comparison.DIFFERS), "mismatch", "flag"),
    ("domain 4.2 row 13: not matched", signer(matched=False), "unmatched", "review"),
    ("domain 4.2 row 14: decedent, match", signer(deceased=True), "match", "release"),
    ("domain 4.2 row 14: decedent, differs", signer(deceased=True, comparison=Comparison.DIFFERS), "mismatch", "flag"),
    ("required but never issued", signer(issued=False, comparison=None), "no_pin_issued", "review"),
]


@pytest.mark.parametrize(("row", "facts", "outcome", "action"), ROWS, ids=[r[0] for r in ROWS])
def test_every_row_of_the_decision_table(row, facts, outcome, action):
    """One signer alone gives this outcome and this recommendation, with a reason.

    domain 4.2: verdict without a number, what is said never holds six digits.
    """
    got = returns.recommend([facts])
    assert (got.outcomes, got.action) == (((Role.PRIMARY, Outcome(outcome)),), Action(action))
    assert any(Outcome(outcome).text in reason for reason in got.reasons)
    assert bool(got.keys_needed) is (action == "key")
    assert not re.search(r"\d{6}", repr(got))


def test_4_2_row_11_a_spouse_without_a_box_is_not_flagged():
    """domain 4.2 row 11: on a one-box form the primary alone is checked."""
    spouse = signer(Role.SPOUSE, has_box=False, entry=BLANK, comparison=None)
    got = returns.recommend([signer(entry=READ), spouse])
    assert (got.action, dict(got.outcomes)[Role.SPOUSE]) == (Action.RELEASE, Outcome.NO_BOX)
    wrong = returns.recommend([signer(comparison=Comparison.DIFFERS), spouse])
    assert wrong.action is Action.FLAG


def test_4_2_row_12_dependents_are_ignored_on_paper():
    """domain 4.2 row 12: a dependent's missing PIN changes nothing."""
    dependent = signer(Role.DEPENDENT, entry=LOOKED, comparison=None)
    got = returns.recommend([signer(), dependent])
    assert (got.action, got.outcomes) == (Action.RELEASE, ((Role.PRIMARY, Outcome.MATCH),))
    assert returns.outcome(dependent) is Outcome.NOT_REQUIRED


def test_4_2_row_14_the_death_is_noted():
    """domain 4.2 row 14: the reasons tell the clerk of a date of death."""
    got = returns.recommend([signer(deceased=True)])
    assert any("date of death" in reason for reason in got.reasons)


FLAG = signer(comparison=Comparison.DIFFERS)
KEY = signer(entry=SUSPECT, comparison=Comparison.DIFFERS)
UNEXPECTED = signer(required=False, comparison=None)
SPOUSE_FLAG = replace(FLAG, role=Role.SPOUSE)
ORDER = [
    ("unmatched before keying", [signer(matched=False), replace(KEY, role=Role.SPOUSE)], {}, "review"),
    ("keying before flag", [KEY, SPOUSE_FLAG], {}, "key"),
    ("flag before unexpected", [UNEXPECTED, SPOUSE_FLAG], {}, "flag"),
    ("flag of the spouse alone", [signer(), SPOUSE_FLAG], {}, "flag"),
    ("unexpected before release", [UNEXPECTED, signer(Role.SPOUSE)], {}, "review"),
    ("both right", [signer(), signer(Role.SPOUSE)], {}, "release"),
    ("duplicate stops a release", [signer()], {"duplicate": True}, "review"),
    ("a flag stands beside a duplicate", [FLAG], {"duplicate": True}, "flag"),
    ("status unclear stops a flag", [FLAG], {"status_unclear": True}, "review"),
    ("a doubt stops a flag", [FLAG], {"doubts": ("No rule holds.",)}, "review"),
    ("a doubt stops a release", [signer()], {"doubts": ("No rule holds.",)}, "review"),
    ("a name that does not agree", [signer(name_agrees=False)], {}, "review"),
    ("a number read with doubt", [signer(tin_trusted=False)], {}, "key"),
    ("nobody on the return", [], {}, "review"),
]


@pytest.mark.parametrize(("why", "signers", "document", "action"), ORDER, ids=[o[0] for o in ORDER])
def test_the_first_that_applies_is_recommended(why, signers, document, action):
    """domain 4.2: per signer, then combined, in the order of the rules."""
    got = returns.recommend(signers, ReturnFacts(**document))
    assert got.action is Action(action)
    assert got.reasons


def test_a_misread_number_never_lands_on_somebody_without_a_pin():
    """Nothing required of the person found is no reason to release while the number is in doubt."""
    facts = signer(required=False, entry=BLANK, comparison=None)
    assert returns.recommend([facts]).action is Action.RELEASE
    doubtful = returns.recommend([replace(facts, tin_trusted=False)])
    assert [(key.field, key.count) for key in doubtful.keys_needed] == [("ssn", 1)]
    assert returns.recommend([replace(facts, name_agrees=False)]).action is Action.REVIEW


def test_keys_wanted_say_how_often_and_by_whom():
    """A suspect box wants two keys, a disputed one a third person."""
    assert returns.recommend([KEY]).keys_needed[0].count == 2
    disputed = signer(entry=DISPUTED, comparison=Comparison.DIFFERS)
    wanted = returns.recommend([disputed]).keys_needed[0]
    assert (wanted.count, wanted.third_person) == (1, True)


def test_a_comparison_left_out_is_an_error():
    """A wellformed entry without its comparison must not pass for anything."""
    with pytest.raises(ValueError, match="comparison"):
        returns.outcome(signer(comparison=None))


ENTRIES = st.sampled_from([BLANK, LOOKED, READ, SUSPECT, KEYED, FIVE, FIVE_KEYED, UNREADABLE, DISPUTED])
SIGNERS = st.builds(
    SignerFacts,
    role=st.sampled_from([Role.PRIMARY, Role.SPOUSE]),
    matched=st.booleans(),
    required=st.booleans(),
    issued=st.booleans(),
    has_box=st.booleans(),
    entry=ENTRIES,
    comparison=st.sampled_from(Comparison),
    tin_trusted=st.booleans(),
    name_agrees=st.booleans(),
)


@given(st.lists(SIGNERS, min_size=1, max_size=2))
def test_nobody_is_flagged_on_machine_reading(signers):
    """A flag rests on a keyed box, or one that shows nothing at all, and on a number that is sure."""
    got = returns.recommend(signers)
    if got.action is Action.FLAG:
        flagged = [s for s in signers if returns.outcome(s) in returns.FLAGS]
        assert flagged
        assert all(s.entry.settled or s.entry.state == "blank" for s in flagged)
        assert all(s.tin_trusted for s in flagged)


@given(st.lists(SIGNERS, min_size=1, max_size=2))
def test_a_release_needs_a_sure_number_and_an_agreeing_name_of_everybody(signers):
    """Release only when each signer's number is sure, the name agrees and no PIN is in question."""
    if returns.recommend(signers).action is Action.RELEASE:
        fine = {Outcome.MATCH, Outcome.NOT_REQUIRED, Outcome.NO_BOX}
        assert all(s.matched and s.tin_trusted and s.name_agrees for s in signers)
        assert {returns.outcome(s) for s in signers} <= fine


def test_five_digits_are_named_in_the_reasons():
    """The clerk is told of the likely mix-up with the e-file signature PIN, and only then."""
    told = returns.recommend([signer(entry=FIVE, comparison=None)]).reasons
    assert any("five digits" in reason.lower() for reason in told)
    assert not any("five digits" in reason.lower() for reason in returns.recommend([signer()]).reasons)


def test_3_2_each_spouse_has_an_own_pin():
    """When only one spouse has a PIN, only that one is entered, and the return is released."""
    other = signer(Role.SPOUSE, required=False, entry=BLANK, comparison=None)
    assert returns.recommend([signer(), other]).action is Action.RELEASE
    assert returns.recommend([replace(other, role=Role.PRIMARY), signer(Role.SPOUSE)]).action is Action.RELEASE


@pytest.mark.parametrize("entry", [BLANK, LOOKED, FIVE_KEYED])
def test_3_3_a_return_without_its_pin_is_delayed_and_not_rejected(entry):
    """domain 3.3 row 8: it is flagged for a review, and whoever reviews it may release it."""
    got = returns.recommend([signer(entry=entry, comparison=None)])
    ways = screening.offered(got.action, dict(got.outcomes), (), got.action is Action.FLAG)
    assert got.action is Action.FLAG and Action.RELEASE in ways and Action.REJECT not in ways
