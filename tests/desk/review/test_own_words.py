"""Whoever has overruled what stood on record while the desk advised against a release does not release alone."""

from dataclasses import replace
from datetime import date

import pytest

from desk import errors
from desk.documents import masking
from desk.enrollment import imports
from desk.office import accounts
from desk.reading import keying
from desk.review import decisions, identification, misfits, regroup, releases, undoing
from tests import factories as make

PIN, OLD = "123456", "654321"


@pytest.fixture
def anna(desk) -> int:
    """A victim with this year's and last year's number."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    make.pin(desk, person, OLD, 2025)
    return person


def state(desk, number: int) -> str:
    return make.document(desk, number).state


def joint(desk) -> int:
    """A joint return on which the spouse's number is missing."""
    make.pin(desk, make.taxpayer(desk, "400005678", "Bob", "Smith", enrollment="victim"), "222222")
    form = make.a_return(
        filing_status=make.read("joint"), spouse_first_name=make.read("Bob"), spouse_last_name=make.read("Smith"),
        spouse_ssn=make.read("400005678"), primary_ip_pin=make.read(PIN),
    )  # fmt: skip
    return make.arrive(desk, form)


def _chosen(desk, anna, clerk) -> int:
    """A clerk says who it is, and keys the number that was not read."""
    number = make.arrive(
        desk,
        make.a_return(
            primary_ip_pin=make.read(PIN), primary_ssn=make.read(None, "illegible", 0.0), zip=make.read("90210")
        ),
    )
    identification.choose_person(desk, number, "primary", anna, clerk)
    keying.key(desk, number, "primary_ssn", "400001234", "read", "correction", clerk)
    return number


def _posted(desk, anna, clerk) -> int:
    """A clerk enters a postmark of the year before, to which the number on the paper belongs."""
    form = make.a_return(primary_ip_pin=make.read(OLD))
    number = make.arrive(desk, form, received=date(2026, 1, 10))
    identification.enter_postmark(desk, number, date(2025, 12, 30), clerk)
    return number


def _renamed(desk, anna, clerk) -> int:
    """A clerk corrects a name that was read surely to the one on record."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN), primary_last_name=make.read("Ferguson")))
    keying.key(desk, number, "primary_last_name", "Smith", "read", "correction", clerk)
    return number


def _unwed(desk, anna, clerk) -> int:
    """A clerk says of a joint return that it is a single one: the spouse's empty box counts no more."""
    number = joint(desk)
    keying.key(desk, number, "filing_status", "single", "read", "correction", clerk)
    return number


def _dated(desk, anna, clerk) -> int:
    """A clerk says that the return is one of a year whose form has no box for the spouse."""
    number = joint(desk)
    identification.identify(desk, number, "tax_return", "1040", None, 2015, clerk)
    return number


def _forgotten(desk, anna, clerk) -> int:
    """The same, after the clerk has said that it is not what it was taken for."""
    number = joint(desk)
    misfits.forget_kind(desk, number, clerk)
    identification.identify(desk, number, "tax_return", "1040", None, 2015, clerk)
    return number


def _with_a_case(desk, anna, clerk) -> int:
    """The same, after the return was flagged and the flag was taken back."""
    number = joint(desk)
    masking.reveal(desk, number, "spouse_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    undoing.undo(desk, number, clerk, "a slip")
    identification.identify(desk, number, "tax_return", "1040", None, 2015, clerk)
    return number


def _emptied(desk, anna, clerk) -> int:
    """A clerk says that nothing stands where a spouse was read with doubt, so that nobody asks for the spouse."""
    doubtful = {name: make.read("Bob", "suspect", 0.7) for name in ("spouse_first_name", "spouse_last_name")}
    form = make.a_return(primary_ip_pin=make.read(PIN), filing_status=make.read("joint", "suspect", 0.6), **doubtful)
    number = make.arrive(desk, form)
    for name in doubtful:
        keying.key(desk, number, name, None, "blank", "correction", clerk)
    return number


def _completed(desk, anna, clerk) -> int:
    """A clerk joins another page, with an empty box, to the return of somebody who needs no number."""
    make.taxpayer(desk, "400005678", "Bob", "Olsen")
    form = make.a_return(
        primary_ssn=make.read("400005678"), primary_first_name=make.read("Bob"), primary_last_name=make.read("Olsen")
    )
    box = {"primary_ip_pin": replace(form.fields.pop("primary_ip_pin"), page=3)}
    number = make.arrive(desk, form, make.DocumentReading([3], [None], None, None, box))
    regroup.join(desk, number + 1, number, clerk)
    return number


def _named(desk, anna, clerk) -> int:
    """A clerk says first what a paper is that the desk did not recognize, and keys the rest of it."""
    number = make.arrive(desk, make.DocumentReading([1], [None], None, None))
    identification.identify(desk, number, "tax_return", "1040", None, 2015, clerk)
    _key_signer(desk, number, clerk)
    return number


def _key_signer(desk, number: int, actor) -> None:
    said = {"primary_ssn": "400001234", "primary_first_name": "Anna", "primary_last_name": "Smith",
            "filing_status": "single", "primary_ip_pin": PIN}  # fmt: skip
    for field, value in said.items():
        how = "blind" if field == "primary_ip_pin" else "correction"
        keying.key(desk, number, field, value, "read", how, actor)
    keying.key(desk, number, "primary_ip_pin", PIN, "read", "blind", make.CALLER)


@pytest.mark.parametrize("bent", [_chosen, _posted, _renamed, _unwed, _dated, _emptied, _completed, _named])
def test_who_overrules_the_record_does_not_release_alone(desk, anna, clerk, supervisor, bent):
    """Their word makes the advice a release: another person releases, or grants it to them."""
    number = bent(desk, anna, clerk)
    assert make.advice(desk, number).action == "release"
    with pytest.raises(errors.NotAllowed, match="you .*ask for the release"):
        decisions.decide(desk, number, "release", clerk)
    releases.ask(desk, number, clerk, "so it stands there")
    releases.grant(desk, number, supervisor, "so it does")
    assert state(desk, number) == "closed"


def test_who_keys_a_paper_that_another_has_named_releases_it(desk, anna, clerk, other_clerk):
    """Two people have looked at it then: what it is, and what stands on it."""
    number = make.arrive(desk, make.DocumentReading([1], [None], None, None))
    identification.identify(desk, number, "tax_return", "1040", None, 2015, clerk)
    _key_signer(desk, number, other_clerk)
    decisions.decide(desk, number, "release", other_clerk)
    assert state(desk, number) == "closed"


@pytest.mark.parametrize("bent", [_posted, _unwed, _dated, _forgotten, _with_a_case, _renamed])
def test_two_clerks_do_not_release_what_was_flagged_or_unmatched(desk, anna, clerk, other_clerk, supervisor, bent):
    """One by a word and the other by the release, or one asking and the other granting: a supervisor releases it."""
    number = bent(desk, anna, clerk)
    assert make.advice(desk, number).action == "release"
    with pytest.raises(errors.NotAllowed, match="until somebody said otherwise"):
        decisions.decide(desk, number, "release", other_clerk)
    releases.ask(desk, number, other_clerk, "so it stands there")
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        releases.grant(desk, number, make.CALLER, "so it does")
    releases.withdraw(desk, number, other_clerk)
    decisions.decide(desk, number, "release", supervisor)


def test_an_import_opens_no_way_around_a_request(desk, anna, clerk, other_clerk, supervisor, tmp_path):
    """A file with the number of the paper makes the advice a release: it takes two people still, whoever imported."""
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("777777")))
    keying.key_blind(desk, number, "primary_ip_pin", "777777", "read", clerk)
    releases.ask(desk, number, clerk, "so it stands there")
    file = tmp_path / "numbers.csv"
    file.write_text("tin,calendar_year,ip_pin\n400001234,2026,777777\n")
    assert imports.bring_pins(desk, file, accounts.IMPORTER, replace=True).changed == 1
    assert make.advice(desk, number).action == "release"
    with pytest.raises(errors.WrongState):
        releases.grant(desk, number, other_clerk, "so it does")
    for who in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed, match="an import changed"):
            decisions.decide(desk, number, "release", who)
    releases.ask(desk, number, clerk, "so it stands there")
    releases.grant(desk, number, supervisor, "so it does")


@pytest.mark.parametrize("bent", [_chosen, _posted])
def test_a_word_taken_back_still_counts(desk, anna, clerk, supervisor, bent):
    """Another person who comes after may release at once; whoever gave the word first may not."""
    number = bent(desk, anna, clerk)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, number, "release", clerk)
    decisions.decide(desk, number, "release", supervisor)


def test_what_the_rules_ask_for_is_nobodys_own_word(desk, anna, clerk):
    """Who keys a number that was not read surely, as advised, releases the return."""
    doubtful = {"primary_ssn": make.read("400001234", "suspect", 0.6), "primary_ip_pin": make.read(PIN)}
    number = make.arrive(desk, make.a_return(**doubtful))
    assert make.advice(desk, number).action == "key"
    keying.key_blind(desk, number, "primary_ssn", "400001234", "read", clerk)
    decisions.decide(desk, number, "release", clerk)
    assert state(desk, number) == "closed"
