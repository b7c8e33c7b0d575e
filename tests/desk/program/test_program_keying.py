"""When a field is settled by the reading and blind keys."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.program import keying

X = keying.ILLEGIBLE
CASES = [
    # why, state, value, keys, (value, blank, illegible, how, more, third)
    ("trusted, nobody looked", "read", "1", [], ("1", False, False, "machine", 1, False)),
    ("trusted and one agreeing key", "read", "1", ["1"], ("1", False, False, "keyed", 0, False)),
    ("trusted, one key differs", "read", "1", ["2"], ("1", False, False, "unsettled", 1, True)),
    ("third person sides with the reading", "read", "1", ["2", "1"], ("1", False, False, "keyed", 0, False)),
    ("third person sides with the key", "read", "1", ["2", "2"], ("2", False, False, "keyed", 0, False)),
    ("three voices differ", "read", "1", ["2", "3"], ("1", False, False, "unsettled", 1, True)),
    ("suspect, nobody looked", "suspect", "1", [], ("1", False, False, "unsettled", 2, False)),
    ("suspect has no voice", "suspect", "1", ["1"], ("1", False, False, "unsettled", 1, False)),
    ("suspect, two agree", "suspect", "1", ["2", "2"], ("2", False, False, "keyed", 0, False)),
    ("suspect, two differ", "suspect", "1", ["1", "2"], ("1", False, False, "unsettled", 1, True)),
    ("suspect, third decides", "suspect", "1", ["1", "2", "2"], ("2", False, False, "keyed", 0, False)),
    ("blank, nobody looked", "blank", None, [], (None, True, False, "machine", 1, False)),
    ("blank and one look", "blank", None, [None], (None, True, False, "keyed", 0, False)),
    ("blank keyed as empty text", "blank", None, [""], (None, True, False, "keyed", 0, False)),
    ("blank to the machine only", "blank", None, ["7"], (None, False, False, "unsettled", 1, True)),
    ("blank, two people see digits", "blank", None, ["7", "7"], ("7", False, False, "keyed", 0, False)),
    ("a mark that is none", "read", "1", [None, None], (None, True, False, "keyed", 0, False)),
    ("illegible, nobody looked", "illegible", None, [], (None, False, True, "unsettled", 2, False)),
    ("illegible to two people", "illegible", None, [X, X], (None, False, True, "keyed", 0, False)),
    ("illegible to one of two", "illegible", None, [X, "5"], (None, False, False, "unsettled", 1, True)),
    ("illegible, two people can read", "illegible", None, ["5", "5"], ("5", False, False, "keyed", 0, False)),
]


@pytest.mark.parametrize(("why", "state", "value", "keys", "wanted"), CASES, ids=[c[0] for c in CASES])
def test_settling(why, state, value, keys, wanted):
    """Reading and keys together give this value, this standing and these further keys."""
    got = keying.settle(state, value, keys)
    assert (got.value, got.blank, got.illegible, got.how, got.more_keys, got.third_person) == wanted
    assert got.settled is (wanted[3] == "keyed")


def test_three_people_who_disagree_go_to_a_supervisor():
    """Two different keyers and a third with another text end the keying round."""
    assert not keying.settle("suspect", "1", ["1", "2"]).supervisor
    assert keying.settle("suspect", "1", ["1", "2", "3"]).supervisor


def test_texts_are_compared_as_the_caller_says():
    """Names keyed in other case agree when the caller folds case; the keyed text stands."""
    got = keying.settle("read", "Roe", ["ROE"], normal=str.casefold)
    assert (got.how, got.value) == ("keyed", "ROE")


KEYS = st.lists(st.sampled_from(["1", "2", None, X]), max_size=5)


@given(st.sampled_from(["read", "suspect", "blank", "illegible"]), KEYS)
def test_a_settled_value_was_keyed_by_somebody(state, keys):
    """No value is ever settled that no person typed, and unsettled fields always want a key."""
    value = "1" if state in ("read", "suspect") else None
    got = keying.settle(state, value, keys)
    if got.settled:
        assert (None if got.blank else X if got.illegible else got.value) in keys
        assert got.more_keys == 0
    else:
        assert got.more_keys in (1, 2)
