"""Applications: the reject reasons of domain 1.5, the boxes of 1.2 and 1.3, the routes of 1.7."""

from dataclasses import replace
from datetime import date

import pytest

from desk.program import applications
from desk.program.facts import ApplicationFacts, TinState, tin_state
from desk.program.identity import CallResult, Documents
from desk.program.settings import ProgramSettings
from desk.program.words import Action, Reject, Route

GOOD = ApplicationFacts(
    received=date(2025, 10, 1),
    today=date(2025, 10, 20),
    revision="2025-01",
    agi=50_000,
    filing_status="single",
    last_filed_year=2024,
    calls=(CallResult.PASSED,),
)
MISSED = (CallResult.NO_ANSWER,) * 3
LATE = date(2025, 9, 1)

ROWS = [
    ("R01", {"already_has_pin": True}, "reject", ["R01"]),
    ("R02 missing", {"tin_state": TinState.MISSING, "matched": False}, "write", ["R02"]),
    ("R02 malformed, IRSN or ATIN", {"tin_state": TinState.INVALID, "matched": False}, "reject", ["R02"]),
    ("R03", {"name_agrees": False}, "review", ["R03"]),
    ("R04", {"agi": 84_000}, "reject", ["R04"]),
    ("R05", {"phone_valid": False}, "write", ["R05"]),
    ("R06 unsigned", {"signed": False}, "write", ["R06"]),
    ("R06 undated", {"dated": False}, "write", ["R06"]),
    ("R06 guardian", {"dependent": True, "signed_by_guardian": False}, "write", ["R06"]),
    ("R07", {"calls": (CallResult.FAILED,)}, "reject", ["R07"]),
    ("R08 letter when unreachable", {"calls": MISSED}, "write", ["R08"]),
    ("R08 no answer", {"calls": MISSED, "call_letter_on": LATE}, "reject", ["R08"]),
    ("R09", {"duplicate_open": True}, "review", ["R09"]),
    ("R10", {"illegible": frozenset({"tin"})}, "reject", ["R10"]),
    ("R11", {"deceased": True}, "reject", ["R11"]),
    ("several at once", {"deceased": True, "agi": 200_000}, "reject", ["R11", "R04"]),
]


@pytest.mark.parametrize(("row", "changes", "action", "codes"), ROWS, ids=[f"1.5 {r[0]}" for r in ROWS])
def test_every_reject_reason(row, changes, action, codes):
    """An application that is good but for the row's fault gets the row's code and action."""
    got = applications.assess(replace(GOOD, **changes))
    assert (got.action, got.reject_codes) == (Action(action), tuple(Reject(code) for code in codes))
    assert got.reasons


def test_a_good_application_is_approved_after_the_call():
    """With every condition met the advice is to approve, and every prerequisite shows as met.

    domain 1.7: Form 15227. domain 1.7: Opt-in without being a victim, no condition asks for a Form 14039.
    """
    got = applications.assess(GOOD)
    assert (got.action, got.supervisor, got.plan.calendar_year) == (Action.APPROVE, False, 2025)
    assert all(condition.done for condition in got.prerequisites)
    assert {condition.name for condition in got.prerequisites} == {"complete", "income", "identity"}


@pytest.mark.parametrize("calls", [(), (CallResult.NO_ANSWER,), (CallResult.NO_ANSWER, CallResult.WRONG_NUMBER)])
def test_1_5_identity_check_comes_by_telephone(calls):
    """Until the call is passed or the attempts are used up the advice is to call."""
    got = applications.assess(replace(GOOD, calls=calls))
    assert got.action is Action.CALL
    assert [c.done for c in got.prerequisites if c.name == "identity"] == [False]


def test_1_5_the_number_of_attempts_is_a_setting():
    """An office that tries twice writes after two."""
    facts = replace(GOOD, calls=MISSED[:2])
    assert applications.assess(facts, ProgramSettings(call_attempts=2)).action is Action.WRITE


REVIEWS = [
    ("1.4 no limit known", {"received": date(2099, 2, 1), "today": date(2099, 3, 2)}, "NO_LIMIT"),
    ("1.4 never filed", {"agi": None, "last_filed_year": None}, "NEVER_FILED"),
    ("1.4 no income on record", {"agi": None}, "NO_AGI"),
    ("1.4 status unknown", {"agi": 100_000, "filing_status": None}, "STATUS_UNKNOWN"),
    ("1.5 no timing rule in 2022", {"received": date(2022, 2, 1), "revision": "2021-01"}, "NO_ISSUE_RULE"),
    ("1.2 e both languages", {"language": "both"}, "LANG_BOTH"),
    ("1.2 f signed after receipt", {"signature_date": date(2025, 10, 2)}, "SIGNATURE_DATE"),
    ("1.2 no guardian rule on 1-2021", {"revision": "2021-01", "minor": True}, "NO_GUARDIAN_RULE"),
    ("1.3 c minor, nobody named", {"minor": True}, "GUARDIAN_NOT_NAMED"),
]


@pytest.mark.parametrize(("row", "changes", "code"), REVIEWS, ids=[r[0] for r in REVIEWS])
def test_a_doubt_is_a_matter_for_a_person_with_its_reason(row, changes, code):
    """Where nothing is known the advice is to review, and the doubt's sentence is the reason."""
    got = applications.assess(replace(GOOD, **changes))
    doubt = next(finding for finding in got.findings if finding.code == code)
    assert got.action is Action.REVIEW
    assert doubt.text in got.reasons


def test_a_person_can_clear_a_doubt_but_not_a_missing_timing_rule():
    """A clerk's decision on somebody who never filed stands; no clerk can invent an issue date."""
    never = replace(GOOD, agi=None, last_filed_year=None, cleared=frozenset({"NEVER_FILED"}))
    assert applications.assess(never).action is Action.APPROVE
    ruleless = replace(GOOD, received=date(2022, 2, 1), revision="2021-01", cleared=frozenset({"NO_ISSUE_RULE"}))
    assert applications.assess(ruleless).action is Action.REVIEW


RISKS = [
    ("differing address", {"address_differs": True}, "ADDRESS_DIFFERS"),
    ("recent change", {"address_changed_on": date(2025, 8, 15)}, "ADDRESS_RECENT"),
    ("shared contact", {"shared_contact": True}, "SHARED_CONTACT"),
    ("1.5 a failed call before a passed one", {"calls": (CallResult.FAILED, CallResult.PASSED)}, "CALL_FAILED"),
]


@pytest.mark.parametrize(("row", "changes", "code"), RISKS, ids=[r[0] for r in RISKS])
def test_a_risk_needs_a_supervisor(row, changes, code):
    """The advice stays, but only a supervisor may approve."""
    got = applications.assess(replace(GOOD, **changes))
    assert (got.action, got.supervisor) == (Action.APPROVE, True)
    assert [finding.code for finding in got.findings] == [code]
    assert ("supervisor", False) in [(c.name, c.done) for c in got.prerequisites]


def test_1_5_who_failed_the_call_and_proved_it_in_person_needs_no_supervisor():
    """An assistance center is where R07 sends people."""
    calls, shown = (CallResult.FAILED, CallResult.PASSED), Documents(1, 1, 2)
    assert not applications.assess(replace(GOOD, calls=calls, documents=shown)).supervisor


def test_an_old_change_of_address_is_no_risk():
    """A change that lies longer back than the setting does not count."""
    assert not applications.assess(replace(GOOD, address_changed_on=date(2025, 8, 1))).supervisor


def test_1_2_e_a_blank_language_box_is_only_noted():
    """English is the default and the note says so."""
    got = applications.assess(replace(GOOD, language=None))
    assert (got.action, [f.code for f in got.findings]) == (Action.APPROVE, ["LANG_UNSPECIFIED"])


def test_unsure_fields_are_keyed_before_anything_else():
    """A number read with doubt is keyed before anybody's record is held against the applicant."""
    facts = replace(GOOD, unsettled=frozenset({"tin"}), already_has_pin=True)
    assert applications.assess(facts).action is Action.KEY


def test_a_record_counts_only_when_the_person_is_sure():
    """Not matched, or another name: no rejection on a stranger's record."""
    for change in ({"matched": False}, {"name_agrees": False}):
        facts = replace(GOOD, already_has_pin=True, deceased=True, **change)
        assert applications.assess(facts).action is Action.REVIEW


@pytest.mark.parametrize("name", sorted(applications.REQUIRED))
def test_1_2_a_and_b_blank_fields_are_asked_for(name):
    """A blank name or address field is asked for by letter."""
    got = applications.assess(replace(GOOD, missing=frozenset({name, "middle_name"})))
    assert (got.action, got.reject_codes) == (Action.WRITE, ())


def test_a_letter_without_answer_ends_in_rejection():
    """While the answer is awaited a person looks; when it is overdue the same codes reject."""
    waiting = replace(GOOD, signed=False, letter_sent_on=date(2025, 10, 10))
    overdue = replace(waiting, letter_sent_on=LATE)
    assert applications.assess(waiting).action is Action.REVIEW
    assert applications.assess(overdue).reject_codes == (Reject.R06,)
    assert applications.assess(overdue).action is Action.REJECT


def test_1_3_a_guardian_who_signs_is_accepted_and_noted():
    """On the 1-2025 form a guardian's signature serves for a dependent."""
    got = applications.assess(replace(GOOD, dependent=True, minor=True, signed_by_guardian=True))
    assert (got.action, [f.code for f in got.findings]) == (Action.APPROVE, ["GUARDIAN"])


IN_PERSON = [
    ("2020-21: two pictures", date(2021, 6, 1), Documents(2, 0, 2), "approve"),
    ("2020-21: one picture", date(2021, 6, 1), Documents(1, 1, 2), "review"),
    ("2023: government picture and one more", date(2023, 6, 1), Documents(1, 1, 2), "approve"),
    ("2023: no government picture", date(2023, 6, 1), Documents(2, 0, 2), "review"),
    ("2023: one document only", date(2023, 6, 1), Documents(1, 1, 1), "review"),
    ("2022: nothing is said", date(2022, 6, 1), Documents(2, 2, 2), "review"),
    ("nothing recorded yet", date(2023, 6, 1), None, "review"),
]


@pytest.mark.parametrize(("row", "received", "shown", "action"), IN_PERSON, ids=[f"1.7 TAC {r[0]}" for r in IN_PERSON])
def test_1_7_in_person(row, received, shown, action):
    """domain 1.7: In person at TAC. Identity documents by date; no income limit and no telephone in person."""
    facts = ApplicationFacts(received, received, None, Route.TAC, documents=shown, agi=500_000, phone_valid=False)
    assert applications.assess(facts).action is Action(action)


def test_1_7_after_a_failed_call_documents_in_person_still_serve():
    """The way named in the rejection is open: documents shown in person prove identity."""
    facts = replace(GOOD, calls=(CallResult.FAILED,), documents=Documents(1, 1, 2))
    assert applications.assess(facts).action is Action.APPROVE


def test_1_7_documents_that_do_not_suffice_take_nothing_from_a_passed_call():
    """The call proves identity on Form 15227 whatever was shown at a counter; at a center documents alone count."""
    short = Documents(1, 0, 1)
    facts = replace(GOOD, calls=(CallResult.PASSED,), documents=short)
    assert applications.assess(facts).action is Action.APPROVE
    in_person = replace(facts, route=Route.TAC)
    assert applications.assess(in_person).action is Action.REVIEW


STATES = [("", "missing"), (None, "missing"), ("400011234", "valid"), ("900701234", "valid"),
          ("999931234", "invalid"), ("999011234", "invalid"), ("4000112", "invalid")]  # fmt: skip


@pytest.mark.parametrize(("number", "state"), STATES)
def test_1_2_c_ssn_and_itin_only(number, state):
    """ATIN, IRSN and malformed numbers are invalid, nothing is missing."""
    assert tin_state(number) is TinState(state)


def test_the_first_day_that_counts_as_recent():
    """With 60 days, a change 60 days before receipt is recent and one of 61 days is not."""
    codes = [
        [f.code for f in applications.assess(replace(GOOD, address_changed_on=day)).findings]
        for day in (date(2025, 8, 1), date(2025, 8, 2))
    ]
    assert codes == [[], ["ADDRESS_RECENT"]]


UNMET = [
    ("complete", {"unsettled": frozenset({"tin"})}),
    ("complete", {"illegible": frozenset({"tin"})}),
    ("complete", {"missing": frozenset({"city"})}),
    ("complete", {"signed": False}),
    ("complete", {"dated": False}),
    ("complete", {"phone_valid": False}),
    ("income", {"agi": 84_000}),
    ("income", {"agi": None}),
    ("identity", {"calls": ()}),
]


@pytest.mark.parametrize(("name", "changes"), UNMET)
def test_prerequisites_show_what_is_lacking(name, changes):
    """Exactly the condition that is not met shows as not met."""
    got = applications.assess(replace(GOOD, **changes))
    assert [c.name for c in got.prerequisites if not c.done] == [name]


def test_a_rejection_for_income_names_the_limit():
    """The reason says what the limit of the year is."""
    reasons = applications.assess(replace(GOOD, agi=84_000)).reasons
    assert any("$84,000" in reason for reason in reasons)


def test_the_prerequisite_says_how_identity_is_proven():
    """By telephone, or in person once documents are recorded."""
    by_phone = applications.assess(GOOD).prerequisites[-1].text
    in_person = applications.assess(replace(GOOD, documents=Documents(1, 1, 2))).prerequisites[-1].text
    assert ("telephone" in by_phone, "in person" in in_person) == (True, True)


@pytest.mark.parametrize(("today", "action"), [(date(2025, 11, 9), "review"), (date(2025, 11, 10), "reject")])
def test_the_last_day_for_an_answer(today, action):
    """Thirty days after the letter the answer is still in time; a day later it is not."""
    facts = replace(GOOD, signed=False, letter_sent_on=date(2025, 10, 10), today=today)
    assert applications.assess(facts).action is Action(action)
