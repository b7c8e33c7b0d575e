"""A PIN takes two people: no way around the second one, by page or by command."""

from datetime import date

import pytest

from desk import errors
from desk.program.identity import Documents
from desk.reading import keying
from desk.recommendation import proofs
from desk.review import calls, decisions, identification, proofing, undoing
from tests import factories as make

IN_2025, IN_2026 = date(2025, 12, 29), date(2026, 2, 20)


def codes(desk, number: int) -> set[str]:
    """The findings of the recommendation that counts."""
    return {finding["code"] for finding in make.advice(desk, number).findings}


def by_telephone(desk, number: int, actor) -> None:
    """The applicant passes the identity call."""
    calls.record_call(desk, number, "passed", actor, 4)


def in_person(desk, number: int, actor) -> None:
    """The applicant shows what the rule asks for."""
    proofing.record_documents(desk, number, Documents(1, 1, 2), actor, "Peoria")


@pytest.mark.parametrize("prove", [by_telephone, in_person])
@pytest.mark.parametrize("role", ["clerk", "supervisor"])
def test_who_recorded_the_proof_does_not_approve(desk, other_clerk, request, prove, role):
    """Neither a clerk nor a supervisor gives a PIN to somebody whose proof only they have seen."""
    alone = request.getfixturevalue(role)
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    prove(desk, number, alone)
    with pytest.raises(errors.NotAllowed, match="another person"):
        decisions.decide(desk, number, "approve", alone)
    decisions.decide(desk, number, "approve", other_clerk)


def test_who_chose_the_taxpayer_does_not_approve(desk, other_clerk, supervisor):
    """A person's word on who applies takes another person's approval."""
    person = make.taxpayer(desk, last="Smithson", adjusted_gross_income=500_000)
    number = make.arrive(desk, make.an_application(), received=IN_2026)
    identification.choose_person(desk, number, "applicant", person, supervisor)
    by_telephone(desk, number, other_clerk)
    with pytest.raises(errors.NotAllowed, match="said who applies"):
        decisions.decide(desk, number, "approve", supervisor, reason="that is her")


@pytest.mark.parametrize(
    ("written", "field", "corrected"),
    [("Smithson", "last_name", "Smith"), ("400001235", "tin", "400001234"), ("Hanna", "first_name", "Anna")],
)
def test_who_corrects_what_was_read_surely_does_not_approve(desk, other_clerk, supervisor, written, field, corrected):
    """A corrected name or number says who applies, whoever recorded the proof."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(**{field: make.read(written)}), received=IN_2025)
    keying.key(desk, number, field, corrected, "read", "correction", supervisor)
    by_telephone(desk, number, other_clerk)
    with pytest.raises(errors.NotAllowed, match="said who applies"):
        decisions.decide(desk, number, "approve", supervisor, reason="that is her")
    keying.key(desk, number, field, corrected, "read", "correction", other_clerk)
    decisions.decide(desk, number, "approve", supervisor, reason="so both of us read it")


def test_who_keys_who_applies_after_the_proof_does_not_approve(desk, clerk, other_clerk):
    """The call was made to somebody else then; who keys a doubtful number before the call may approve."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(tin=make.read("400001234", "suspect", 0.6)), received=IN_2025)
    keying.key(desk, number, "tin", "400001234", "read", "correction", clerk)
    by_telephone(desk, number, other_clerk)
    with desk.database.reading() as session:
        assert proofs.provers(session, number) == {other_clerk.name}
    keying.key(desk, number, "tin", "400001234", "read", "correction", clerk)
    with pytest.raises(errors.NotAllowed, match="said who applies"):
        decisions.decide(desk, number, "approve", clerk)


def test_who_names_a_paper_an_application_does_not_approve(desk, clerk, other_clerk):
    """Naming a paper that the desk did not recognize is a word on what it is."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.DocumentReading([1], [None], None, None, make.an_application().fields))
    identification.identify(desk, number, "pin_application", "f15227", "2025-01", None, clerk)
    by_telephone(desk, number, other_clerk)
    with pytest.raises(errors.NotAllowed, match="what was written"):
        decisions.decide(desk, number, "approve", clerk, reason="that is her")


def test_a_second_proof_does_not_free_the_first_recorder(desk, clerk, other_clerk, supervisor):
    """Two who recorded a proof each have seen their own: a third approves, also after an approval was taken back."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    by_telephone(desk, number, clerk)
    in_person(desk, number, other_clerk)
    for actor in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            decisions.decide(desk, number, "approve", actor)
    decisions.decide(desk, number, "approve", supervisor)
    undoing.undo(desk, number, clerk, "a slip")
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, number, "approve", clerk)


def test_a_decided_doubt_is_a_risk_that_a_supervisor_takes(desk, clerk, other_clerk, supervisor):
    """A clerk who says that an unknown income limit does not matter opens no way to a PIN without a supervisor.

    domain 10a: Income limit 2026, a supervisor decides.
    """
    make.taxpayer(desk, adjusted_gross_income=500_000)
    number = make.arrive(desk, make.an_application(), received=IN_2026)
    proofing.clear(desk, number, "NO_LIMIT", "it will be all right", clerk)
    by_telephone(desk, number, clerk)
    assert make.advice(desk, number).action == "approve" and "DECIDED_NO_LIMIT" in codes(desk, number)
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        decisions.decide(desk, number, "approve", other_clerk)
    decisions.decide(desk, number, "approve", supervisor)


def test_who_decided_a_doubt_does_not_approve(desk, clerk, supervisor):
    """Nor a supervisor."""
    make.taxpayer(desk, adjusted_gross_income=500_000)
    number = make.arrive(desk, make.an_application(), received=IN_2026)
    proofing.clear(desk, number, "NO_LIMIT", "it will be all right", supervisor)
    by_telephone(desk, number, clerk)
    with pytest.raises(errors.NotAllowed, match="decided a doubt"):
        decisions.decide(desk, number, "approve", supervisor)


@pytest.mark.parametrize(
    ("written", "field", "corrected", "risk"),
    [
        ({}, "phone", "2175550777", "SHARED_CONTACT"),
        ({"street": make.read("77 Elsewhere Rd"), "phone": make.read("2175550777")}, "street", "12 Oak St",
         "ADDRESS_DIFFERS"),
    ],
)  # fmt: skip
def test_a_correction_removes_no_risk(desk, clerk, other_clerk, supervisor, written, field, corrected, risk):
    """Changing the field on which a risk rests leaves the risk on the approval until a supervisor takes it."""
    make.taxpayer(desk, tin="400005678", first="Bert", last="Stone", street="9 Elm St")
    stone = {"tin": make.read("400005678"), "first_name": make.read("Bert"), "last_name": make.read("Stone")}
    make.arrive(desk, make.an_application(**stone, street=make.read("9 Elm St")), received=IN_2025)
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(**written), received=IN_2025)
    assert risk in codes(desk, number)
    keying.key(desk, number, field, corrected, "read", "correction", clerk)
    by_telephone(desk, number, clerk)
    assert risk in codes(desk, number)
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        decisions.decide(desk, number, "approve", other_clerk)
    decisions.decide(desk, number, "approve", supervisor)


def test_a_risk_is_no_doubt_that_a_clerk_decides(desk, clerk):
    """Neither a risk nor a doubt that was decided stands on the list of doubts to decide."""
    make.taxpayer(desk, date_of_birth=date(2015, 5, 1))
    form = make.an_application(street=make.read("77 Elsewhere Rd"), language=make.read("both"))
    number = make.arrive(desk, form, received=IN_2026)
    with desk.database.reading() as session:
        open_doubts = {code for code, _ in proofing.clearable(session, number)}
    assert open_doubts == {"NO_LIMIT", "LANG_BOTH", "GUARDIAN_NOT_NAMED"}
    with pytest.raises(errors.InvalidInput):
        proofing.clear(desk, number, "ADDRESS_DIFFERS", "they moved", clerk)
    proofing.clear(desk, number, "LANG_BOTH", "English it is", clerk)
    with desk.database.reading() as session:
        assert "DECIDED_LANG_BOTH" not in {code for code, _ in proofing.clearable(session, number)}
