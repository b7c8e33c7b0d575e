"""A return from its reading to its recommendation: every outcome of domain.md 4.2."""

from datetime import date

import pytest

from desk.models import Taxpayer
from desk.pins import ledger as pins
from desk.reading import keying
from desk.system import calendar
from tests import factories as make

PIN = "123456"
TIN = "400001234"
DOUBTED = make.read(TIN, "suspect", 0.95, [(TIN, 0.95)])


@pytest.fixture
def anna(desk) -> int:
    """A victim who must use a PIN, with this year's and last year's on record."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    make.pin(desk, person, "654321", 2025)
    make.pin(desk, person, "777777", status="replaced")
    return person


@pytest.mark.parametrize(
    ("box", "outcome", "action"),
    [
        (make.read(PIN), "match", "release"),
        (make.BLANK, "missing", "flag"),
        (make.read("123457"), "mismatch", "key"),
        (make.read("654321"), "stale_year", "key"),
        (make.read("777777"), "superseded", "key"),
        (make.read("12345"), "malformed", "key"),
        (make.read("000000"), "malformed", "key"),
        (make.read("123457", "suspect", 0.7), "recheck", "key"),
        (make.read(None, "illegible", 0.0), "recheck", "key"),
        (make.read(PIN, "suspect", 0.6), "recheck", "key"),
        (make.read(PIN, "suspect", 0.999), "match", "release"),
    ],
)
def test_what_stands_in_the_box_decides(desk, anna, box, outcome, action):
    """Each kind of entry gives its outcome, and nothing but an empty box is flagged unkeyed."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=box))
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == (outcome, action)


@pytest.mark.parametrize(
    ("entry", "outcome"),
    [("123457", "mismatch"), ("654321", "stale_year"), ("777777", "superseded"), ("12345", "missing")],
)
def test_a_difference_is_flagged_once_keyed(desk, anna, clerk, entry, outcome):
    """A trusted reading that differs and one agreeing blind key give the flag."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(entry)))
    keying.key(desk, number, "primary_ip_pin", entry, "read", "blind", clerk)
    assert make.advice(desk, number).action == "flag"
    assert make.outcome(desk, number) == outcome


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ([(PIN, 0.92), ("123457", 0.07)], "match"),
        ([(PIN, 0.92), ("654321", 0.07)], "recheck"),
        ([(PIN, 0.92), ("777777", 0.07)], "recheck"),
        ([(PIN, 0.92), ("12345", 0.07)], "recheck"),
        ([(PIN, 0.8), ("123457", 0.19)], "recheck"),
        ([("123457", 0.5), (PIN, 0.45)], "recheck"),
    ],
)
def test_a_doubtful_reading_is_weighed_by_how_filers_err(desk, anna, said, outcome):
    """A slip hardly ever makes just what is read; last year's or a replaced number might stand there as well; and what
    the image does not say first is never claimed."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(said[0][0], "suspect", said[0][1], said)))
    assert make.outcome(desk, number) == outcome


def test_a_match_is_not_claimed_over_what_a_person_keyed(desk, anna, clerk):
    """A doubtful reading that equals the record counts no more once somebody has keyed another number."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN, "suspect", 0.999)))
    keying.key(desk, number, "primary_ip_pin", "123457", "read", "blind", clerk)
    assert make.advice(desk, number).action == "key"
    assert make.outcome(desk, number) == "recheck"


def test_no_requirement_and_an_empty_box_is_released(desk):
    """Somebody without a PIN who enters none has nothing to be flagged for."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return())
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == ("not_required", "release")


def test_an_entry_without_requirement_is_reviewed(desk):
    """A number where none is required may hide a misread TIN: a person looks."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123456")))
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == ("unexpected", "review")


def test_a_form_whose_page_with_the_box_is_missing_is_reviewed(desk):
    """Nothing was read where something may stand: a person looks for the page."""
    make.taxpayer(desk)
    form = make.a_return()
    del form.fields["primary_ip_pin"]
    assert make.document(desk, make.arrive(desk, form)).recommendation == "review"


def test_required_but_never_issued_is_our_fault(desk):
    """An enrolled person for whom no PIN exists is not flagged but reviewed."""
    make.taxpayer(desk, enrollment="victim")
    number = make.arrive(desk, make.a_return())
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == ("no_pin_issued", "review")


@pytest.mark.parametrize(
    "doubt",
    [
        {"primary_ssn": make.read("400009999")},
        {"primary_last_name": make.read("Ferguson")},
        {"primary_ssn": make.read("400001234", "suspect", 0.5), "zip": make.read("90210"), "street": make.read("1 A")},
    ],
)
def test_a_doubtful_person_is_never_released(desk, anna, doubt):
    """Release needs a TIN that is read or keyed and a name that agrees."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN), **doubt))
    assert make.document(desk, number).recommendation in ("review", "key")


@pytest.mark.parametrize(
    ("doubt", "action"),
    [
        ({}, "release"),
        ({"primary_ssn": make.read(TIN, "suspect", 0.6, [(TIN, 0.6), ("400001239", 0.395)])}, "release"),
        ({"street": make.read(None, "illegible", 0.0)}, "release"),
        ({"street": make.read("I 2 Oak St", "suspect", 0.4, [("I 2 Oak St", 0.4), ("12 Oak St", 0.3)])}, "release"),
        ({"primary_last_name": make.read("Smich", "suspect", 0.5, [("Smich", 0.5), ("Smith", 0.4)])}, "release"),
        ({"primary_last_name": make.read("Smich", "suspect", 0.5, [("Smich", 0.5), ("Smidt", 0.4)])}, "key"),
        ({"primary_ssn": make.read(TIN, "suspect", 0.5, [(TIN, 0.5), ("400001239", 0.495)])}, "key"),
        (
            {
                "primary_ssn": make.read(TIN, "suspect", 0.6, [(TIN, 0.6), ("400001239", 0.395)]),
                "street": make.read(None, "illegible", 0.0),
            },
            "key",
        ),
        ({"street": make.read("77 Elsewhere Rd")}, "key"),
        ({"zip": make.read(None, "illegible", 0.0)}, "key"),
        ({"primary_first_name": make.read("A")}, "key"),
        ({"primary_ssn": make.read("400001234", "suspect", 0.6)}, "key"),
        ({"primary_ssn": make.read("400001239", "suspect", 0.95, [("400001234", 0.04)])}, "key"),
    ],
)
def test_a_doubt_of_the_number_is_settled_with_name_and_address(desk, anna, doubt, action):
    """The record as a whole may settle it beyond the set odds; any further doubt is for a person."""
    document = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN), **({"primary_ssn": DOUBTED} | doubt)))
    assert make.document(desk, document).recommendation == action


@pytest.mark.parametrize(
    ("first", "tin", "action"),
    [("Anne", "400001235", "key"), ("Otto", "400001235", "release"), ("Anne", "400008888", "release")],
)
def test_a_doubt_of_the_number_is_not_settled_between_two_who_are_alike(desk, anna, first, tin, action):
    """Sisters who got their numbers together: a misread digit would make one the other."""
    make.taxpayer(desk, tin, first, "Smith")
    document = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN), primary_ssn=DOUBTED))
    assert make.document(desk, document).recommendation == action


def test_a_misread_tin_that_is_somebody_elses_is_unmatched(desk, anna):
    """A TIN one digit off lands on a stranger only if the name agrees too; it does not."""
    make.taxpayer(desk, "400001235", "Bert", "Olsen")
    number = make.arrive(desk, make.a_return(primary_ssn=make.read("400001235")))
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == ("unmatched", "review")


def test_spouses_who_swap_their_numbers_are_told_apart(desk, anna, clerk):
    """The other spouse's number is its own finding and is never swapped by the machine."""
    bob = make.taxpayer(desk, "400005678", "Bob", "Smith", enrollment="victim")
    make.pin(desk, bob, "222222")
    joint = make.a_return(
        filing_status=make.read("joint"), spouse_first_name=make.read("Bob"), spouse_last_name=make.read("Smith"),
        spouse_ssn=make.read("400005678"), primary_ip_pin=make.read("222222"), spouse_ip_pin=make.read(PIN),
    )  # fmt: skip
    number = make.arrive(desk, joint)
    assert {make.outcome(desk, number, role) for role in ("primary", "spouse")} == {"swapped"}
    for field, entry in (("primary_ip_pin", "222222"), ("spouse_ip_pin", PIN)):
        keying.key(desk, number, field, entry, "read", "blind", clerk)
    assert make.advice(desk, number).action == "flag"


def test_the_spouse_of_a_separate_return_is_no_signer(desk, anna):
    """A spouse is named on a separate return, too, but signs only a joint one."""
    number = make.arrive(
        desk,
        make.a_return(
            filing_status=make.read("separate"), spouse_ssn=make.read("400005678"), primary_ip_pin=make.read(PIN)
        ),
    )
    assert make.outcome(desk, number, "spouse") is None
    assert make.document(desk, number).recommendation == "release"


def test_an_unclear_status_with_a_spouse_named_asks_a_person(desk, anna):
    """In doubt whether the spouse signs, a person decides."""
    number = make.arrive(
        desk,
        make.a_return(
            filing_status=make.read("joint", "suspect", 0.5), spouse_first_name=make.read("Bob"),
            spouse_last_name=make.read("Smith"), primary_ip_pin=make.read(PIN),
        ),
    )  # fmt: skip
    assert make.document(desk, number).recommendation == "review"


def test_a_second_return_of_the_same_year_is_reviewed(desk, anna):
    """Two different returns for one number and tax year are a finding."""
    make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN)))
    second = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN)))
    assert make.document(desk, second).recommendation == "review"


def test_the_postmark_year_counts(desk, anna):
    """A return posted in December counts with that year's number, whenever it is worked."""
    number = make.arrive(
        desk,
        make.a_return("2024", primary_ip_pin=make.read("654321")),
        received=date(2026, 1, 5),
        postmark=date(2025, 12, 30),
    )
    assert make.outcome(desk, number) == "match"


def test_a_disagreement_goes_to_a_third_person(desk, anna, clerk, other_clerk, supervisor):
    """Reading and first key differ: nobody who keyed before settles it."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("123457")))
    keying.key(desk, number, "primary_ip_pin", PIN, "read", "blind", clerk)
    assert make.advice(desk, number).action == "key"
    assert make.advice(desk, number).keys == [{"field": "primary_ip_pin", "third_person": True}]
    keying.key(desk, number, "primary_ip_pin", PIN, "read", "blind", other_clerk)
    assert make.advice(desk, number).action == "release"


def ledger(desk, taxpayer_id: int, day: date, on, replace: bool = False) -> str:
    """A number is issued on a day, in place of the current one if any; what it is."""
    today = calendar.today()
    on(day)
    with desk.database.transaction() as session:
        if replace:
            pins.end(session, pins.current(session, taxpayer_id, 2026), "replace", actor="test")
        person = session.get(Taxpayer, taxpayer_id)
        number = pins.issue(session, person, 2026, actor="test", document_id=None, reason="test").pin
    on(today)
    return number


@pytest.mark.parametrize(("issued", "action"), [(date(2026, 2, 10), "flag"), (date(2026, 2, 11), "review")])
def test_nobody_is_flagged_for_a_number_that_was_issued_later(desk, on, issued, action):
    """domain 4.2: need by the received date. Issued a day later, a person looks."""
    ledger(desk, make.taxpayer(desk, enrollment="victim"), issued, on)
    number = make.arrive(desk, make.a_return(), received=date(2026, 2, 10))
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == ("missing", action)


@pytest.mark.parametrize(
    ("replaced", "outcome", "action"),
    [(date(2026, 2, 10), "superseded", "key"), (date(2026, 2, 11), "match", "review")],
)
def test_a_number_counts_that_was_replaced_after_the_return_came_in(desk, on, replaced, outcome, action):
    """Who sent it could know no other (domain 4.2 row 9): neither keyed nor flagged, a person looks."""
    person = make.taxpayer(desk, enrollment="victim")
    first = ledger(desk, person, date(2026, 1, 20), on)
    ledger(desk, person, replaced, on, replace=True)
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(first)), received=date(2026, 2, 10))
    assert (make.outcome(desk, number), make.document(desk, number).recommendation) == (outcome, action)


@pytest.mark.parametrize(
    ("received", "postmark", "action"),
    [
        (date(2026, 1, 10), None, "review"),
        (date(2026, 1, 10), date(2026, 1, 3), "flag"),
        (date(2026, 2, 10), None, "flag"),
    ],
)
def test_last_years_number_in_early_january_may_have_been_sent_in_time(desk, anna, clerk, received, postmark, action):
    """Without a postmark nobody knows in which year it was filed (domain 5): keyed, then left to a person."""
    form = make.a_return(primary_ip_pin=make.read("654321"))
    number = make.arrive(desk, form, received=received, postmark=postmark)
    keying.key(desk, number, "primary_ip_pin", "654321", "read", "blind", clerk)
    assert make.advice(desk, number).action == action
    assert make.outcome(desk, number) == "stale_year"
