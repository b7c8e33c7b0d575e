"""An application from its reading to its recommendation (domain.md 1)."""

from datetime import date

import pytest

from desk.program import rules
from desk.reading import keying
from desk.review import calls
from desk.screens import document
from tests import factories as make

IN_2025 = date(2025, 12, 29)


def recommend(desk, **fields):
    """The recommendation for an application received in 2025."""
    number = make.arrive(desk, make.an_application(**fields), received=IN_2025)
    return make.advice(desk, number)


def test_a_complete_application_waits_for_its_call(desk):
    """Everything is there; the identity call comes next."""
    make.taxpayer(desk)
    assert recommend(desk).action == "call"


@pytest.mark.parametrize(
    ("fields", "record", "action", "code"),
    [
        ({}, {"adjusted_gross_income": 84_000}, "reject", "R04"),
        ({}, {"enrollment": "victim"}, "reject", "R01"),
        ({}, {"date_of_death": date(2025, 3, 1)}, "reject", "R11"),
        ({"signature": make.BLANK}, {}, "write", "R06"),
        ({"signature_date": make.BLANK}, {}, "write", "R06"),
        ({"phone": make.BLANK}, {}, "write", "R05"),
        ({"tin": make.BLANK}, {}, "write", "R02"),
        ({"tin": make.read("912010001")}, {}, "reject", "R02"),
        ({"last_name": make.read("Ferguson")}, {}, "review", "R03"),
    ],
)
def test_each_ground_gives_its_reason_code(desk, fields, record, action, code):
    """Domain 1.5: each criterion is a code."""
    make.taxpayer(desk, **record)
    advice = recommend(desk, **fields)
    assert (advice.action, advice.codes) == (action, [code])


@pytest.mark.parametrize(("keyed", "state", "action"), [("yes", "read", "call"), (None, "blank", "write")])
@pytest.mark.parametrize("seen", [make.read("yes", "suspect", 0.6), make.read(None, "illegible", 0.0)])
def test_a_doubtful_signature_signs_nothing(desk, clerk, seen, keyed, state, action):
    """A person says first whether somebody signed; no letter and no approval rests on the machine's doubt."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(signature=seen), received=IN_2025)
    assert make.advice(desk, number).action == "key"
    keying.key(desk, number, "signature", keyed, state, "correction", clerk)
    assert make.advice(desk, number).action == action


def test_the_conditions_of_an_approval_are_told_with_the_recommendation(desk, clerk):
    """Call, income and completeness are seen to be met or open; a risk adds the supervisor."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(street=make.read("77 Elsewhere Rd")), received=IN_2025)
    told = [
        ("The application is complete and signed.", True),
        ("Identity is proven by telephone.", False),
        ("A supervisor approves.", False),
    ]
    conditions = {one["text"]: one["met"] for one in make.advice(desk, number).conditions}
    assert [(text, conditions[text]) for text, _ in told] == told
    assert any("within the limit" in text and met for text, met in conditions.items())
    make.prove(desk, number)
    with desk.database.reading() as session:
        shown = document.open(session, number, clerk).advice.conditions
    assert {"text": "Identity is proven by telephone.", "met": True} in shown


def test_an_unknown_taxpayer_is_reviewed(desk):
    """Nobody on record: a person looks, nothing is rejected by itself."""
    assert recommend(desk).action == "review"


def test_an_unknown_limit_is_never_invented(desk, on):
    """A year without a published figure: a person decides."""
    on(date(max(rule.ends.year for rule in rules.every("income")) + 1, 3, 2))
    make.taxpayer(desk)
    advice = make.advice(desk, make.arrive(desk, make.an_application()))
    assert advice.action == "review" and "NO_LIMIT" in {finding["code"] for finding in advice.findings}


def test_a_differing_address_needs_a_supervisor(desk, clerk):
    """The application never changes the address of record; a difference is a risk finding."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(street=make.read("77 Elsewhere Rd")), received=IN_2025)
    make.prove(desk, number)
    advice = make.advice(desk, number)
    assert (advice.action, advice.supervisor) == ("approve", True)


def test_a_second_open_application_is_reviewed(desk):
    """One person, two open applications: R09 is for a person to judge."""
    make.taxpayer(desk)
    recommend(desk)
    advice = recommend(desk, phone=make.read("2175550124"))
    assert (advice.action, advice.codes) == ("review", ["R09"])


def test_a_failed_call_refers_to_the_assistance_center(desk, clerk):
    """Domain 1.5 R07."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    calls.record_call(desk, number, "failed", clerk)
    assert (make.advice(desk, number).action, make.advice(desk, number).codes) == ("reject", ["R07"])
