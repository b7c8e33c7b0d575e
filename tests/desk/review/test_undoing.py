"""Every decision can be taken back while nothing has left the office, and what followed from it goes with it."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.documents import masking
from desk.mail import print_batches
from desk.models import Application, Delay, LedgerEntry, Notice
from desk.review import decisions, undoing
from desk.screens import mail as outgoing
from tests import factories as make

LETTER = {"approve": "cp01a", "write": "missing", "reject": "rejection", "flag": "verification"}


@pytest.fixture
def ready(desk, clerk, request) -> int:
    """A document for which the test's decision is the recommended one."""
    person = make.taxpayer(desk, enrollment="victim" if request.param == "flag" else None)
    if request.param == "release":
        return make.arrive(desk, make.a_return())
    if request.param == "flag":
        make.pin(desk, person, "123456")
        number = make.arrive(desk, make.a_return())
        masking.reveal(desk, number, "primary_ip_pin", clerk)
        return number
    unsigned = {"signature": make.BLANK} if request.param == "write" else {}
    number = make.arrive(desk, make.an_application(**unsigned), received=date(2025, 12, 29))
    if request.param == "approve":
        make.prove(desk, number)
    return number


def decide(desk, number: int, action: str, actor) -> None:
    codes = ["R06"] if action == "reject" else []
    decisions.decide(desk, number, action, actor, codes=codes, reason="as it should be")


@pytest.mark.parametrize(
    ("ready", "action"),
    [(name, name) for name in ("release", "flag", "approve", "write", "reject")],
    indirect=["ready"],
)
def test_a_decision_taken_back_leaves_nothing_and_can_be_made_again(desk, clerk, ready, action):
    """In review again; its letter canceled, its PIN revoked, its case ended; then the same decision once more."""
    decide(desk, ready, action, clerk)
    undoing.undo(desk, ready, clerk, "the wrong one")
    assert make.document(desk, ready).state == "in_review"
    assert "R01" not in make.advice(desk, ready).codes, "its own PIN does not stand in its way"
    with desk.database.reading() as session:
        assert {row.state for row in session.scalars(select(Notice))} <= {"cancelled"}
        ledger = select(LedgerEntry.kind).where(LedgerEntry.document_id == ready).order_by(LedgerEntry.id)
        assert session.scalars(ledger).all() == (["issue", "revoke"] if action == "approve" else [])
        assert [row.state for row in session.scalars(select(Delay))] == (["released"] if action == "flag" else [])
        case = session.scalar(select(Application))
        assert case is None or case.state == ("identity_verified" if action == "approve" else "open")
    decide(desk, ready, action, clerk)
    with desk.database.reading() as session:
        live = session.scalars(select(Notice.kind).where(Notice.state == "draft")).all()
    assert live == ([LETTER[action]] if action in LETTER else [])


@pytest.mark.parametrize(("ready", "action"), [("approve", "approve"), ("flag", "flag")], indirect=["ready"])
def test_a_gathered_letter_must_leave_its_batch_first(desk, clerk, mailroom, ready, action):
    """The refusal says what to do; printed, the decision stands."""
    decide(desk, ready, action, clerk)
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    print_batches.gather(desk, ids, mailroom)
    with pytest.raises(errors.WrongState, match="taken out of its print batch"):
        undoing.undo(desk, ready, clerk, "too late")


@pytest.mark.parametrize("ready", ["release"], indirect=True)
def test_a_release_is_taken_back_on_its_day_only(desk, clerk, ready, on):
    """Tomorrow the return has gone on."""
    decide(desk, ready, "release", clerk)
    on(date(2026, 3, 3))
    with pytest.raises(errors.WrongState, match="gone on"):
        undoing.undo(desk, ready, clerk, "yesterday's")


@pytest.mark.parametrize("ready", ["flag"], indirect=True)
def test_a_release_taken_back_lets_the_case_go_on(desk, clerk, supervisor, ready):
    """The case that the release had ended is open again; one that was withdrawn before stays ended."""
    decide(desk, ready, "flag", clerk)
    make.release_case(desk, ready)
    cases.reopen(desk, ready, supervisor, "it was not answered")
    make.release_by_two(desk, ready)
    undoing.undo(desk, ready, supervisor, "another paper")
    with desk.database.reading() as session:
        assert session.scalar(select(Delay)).state == "open"
