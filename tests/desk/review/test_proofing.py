"""What people record about applicants, and the office's own rule settings."""

from datetime import date
from pathlib import Path

import pytest

from desk import errors
from desk.lifecycle import applications
from desk.models import Taxpayer
from desk.office import policy, rotation
from desk.pins import ledger
from desk.program.identity import Documents
from desk.review import decisions, proofing
from tests import factories as make

IN_2025 = date(2025, 12, 29)


def test_documents_shown_in_person_prove_the_identity(desk, clerk, other_clerk):
    """One government picture and one more document by the rule since 2023; less does not do."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    proofing.record_documents(desk, number, Documents(1, 0, 2), clerk)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, number, "approve", clerk, reason="hurry")
    proofing.record_documents(desk, number, Documents(1, 1, 2), clerk, "Peoria")
    assert make.advice(desk, number).action == "approve"
    decisions.decide(desk, number, "approve", other_clerk)


def test_an_unknown_limit_is_cleared_by_a_person_with_a_reason(desk, clerk):
    """domain 10a: Income limit 2026 is not known: review, until somebody decides that one doubt."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2026, 2, 20))
    assert make.advice(desk, number).action == "review"
    with pytest.raises(errors.InvalidInput):
        proofing.clear(desk, number, "NO_LIMIT", " ", clerk)
    with pytest.raises(errors.InvalidInput):
        proofing.clear(desk, number, "NO_ISSUE_RULE", "why not", clerk)
    proofing.clear(desk, number, "NO_LIMIT", "far under any limit", clerk)
    assert make.advice(desk, number).action == "call"


def test_the_office_may_set_an_unknown_limit(desk, clerk):
    """rules.toml fills what the sources leave open."""
    (desk.settings.root / policy.FILE).write_text("[income_limits]\n2026 = [86000, 172000]\n")
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2026, 2, 20))
    assert make.advice(desk, number).action == "call"


@pytest.mark.parametrize(
    "text",
    [
        "nonsense = 1",
        "call_attempts = 'three'",
        "closes_default = [13, 1]",
        "sender = ['a']",
        "earlier_mail_address = [1]",
        "x =",
        "call_attempts = -1",
        "closes_default = [2, 30]",
        "closes_default = [1.0, 15]",
        "[income_limits]\n2026 = 86000",
        "[income_limits]\n2026 = [86000]",
        "[income_limits]\n2026 = ['86000', '172000']",
        "[reopens]\n2026 = '2026-01-12'",
        "[reopens]\n2026 = 2026-01-12T08:00:00",
        "[reopens]\n'²' = 2026-01-12",
        "adopted = 'reissue-cutoff'",
        "[adopted]\na='b'",
        "[adopted]\n'reissue_cutoff' = 'reissue-cutoff'",
        "[adopted]\n'income.2026' = 'reissue-cutoff'",
        "[adopted]\n'income.2026' = [5]",
    ],
)
def test_wrong_settings_are_refused_by_name(text):
    """A slip in the file never changes a rule silently."""
    with pytest.raises(errors.SettingsRefused):
        policy.read(text)


@pytest.mark.parametrize("key", ['"reissue_cutoff.2026"', "reissue_cutoff.2026"])
def test_a_rule_is_adopted_with_or_without_quotation_marks(key):
    """Without them TOML makes two tables of it; both mean the same."""
    assert policy.read(f"[adopted]\n{key} = 'reissue-cutoff'").adopted == {"reissue_cutoff.2026": "reissue-cutoff"}


def test_the_example_of_the_readme_is_read():
    """What the supervisor copies must be right."""
    text = (Path(__file__).parents[3] / "README.md").read_text(encoding="utf-8")
    made = policy.read(text.split("```toml")[1].split("```")[0])
    assert made.income_limits[2026] == (86_000, 172_000) and made.adopted


@pytest.mark.parametrize(
    ("last", "phone", "shared"),
    [("Stone", "2175550123", True), ("Smith", "2175550123", False), ("Stone", "2175559999", False)],
)
def test_unrelated_people_with_one_telephone_are_a_risk(desk, clerk, last, phone, shared):
    """The same number from somebody of another name needs a supervisor."""
    make.taxpayer(desk)
    make.arrive(desk, make.an_application(), received=IN_2025)
    make.taxpayer(desk, tin="400005678", first="Bert", last=last, street="9 Elm St")
    form = make.an_application(
        tin=make.read("400005678"), first_name=make.read("Bert"), last_name=make.read(last), phone=make.read(phone),
        street=make.read("9 Elm St"),
    )  # fmt: skip
    number = make.arrive(desk, form, received=IN_2025)
    codes = {finding["code"] for finding in make.advice(desk, number).findings}
    assert ("SHARED_CONTACT" in codes) is shared


def test_a_dependents_application_needs_the_guardians_signature(desk, clerk):
    """Without it a letter asks for it."""
    make.taxpayer(desk, date_of_birth=date(2015, 5, 1))
    number = make.arrive(desk, make.an_application(dependent=make.read("yes")), received=IN_2025)
    proofing.record_guardian(desk, number, False, clerk)
    assert make.advice(desk, number).action == "write"
    proofing.record_guardian(desk, number, True, clerk)
    assert make.advice(desk, number).action == "call"


def test_a_withdrawn_application_is_closed(desk, clerk):
    """It leaves no PIN behind."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    proofing.withdraw(desk, number, clerk, "by letter")
    assert make.document(desk, number).state == "closed"
    with desk.database.reading() as session:
        assert applications.of_document(session, make.document(desk, number)).state == "withdrawn"


def test_after_a_rotation_everything_opens_and_nothing_lies_under_the_old_key(desk):
    """Values and blobs are sealed anew; comparison by mark goes on."""
    person = make.taxpayer(desk)
    make.pin(desk, person, "123456")
    number = make.arrive(desk, make.a_return())
    assert rotation.rotate(desk, "operator") > 10
    assert rotation.rotate(desk, "operator", fresh=False) <= 2
    with desk.database.reading() as session:
        assert session.get(Taxpayer, person).tin == "400001234"
        assert ledger.current(session, person, 2026).pin == "123456"
    assert make.document(desk, number).state == "in_review"
