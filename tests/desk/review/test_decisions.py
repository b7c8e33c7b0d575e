"""What people decide and what follows from it."""

from datetime import date

import pytest
from sqlalchemy import func, select

from desk import errors
from desk.delays import aging
from desk.documents import masking
from desk.lifecycle import audit
from desk.mail import mailing
from desk.models import Delay, IpPin, LedgerEntry, Notice, Taxpayer
from desk.pins import ledger
from desk.reading import keying
from desk.review import decisions, identification, undoing
from desk.screens import mail as outgoing
from tests import factories as make

IN_2025 = date(2025, 12, 29)


@pytest.fixture
def application(desk, clerk) -> int:
    """An application whose applicant has passed the identity call."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    make.prove(desk, number)
    return number


@pytest.fixture
def missing(desk) -> int:
    """A return whose required PIN box is empty."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    return make.arrive(desk, make.a_return())


def counted(desk, model) -> int:
    """How many rows of a table there are."""
    with desk.database.reading() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_approval_makes_a_pin_and_a_draft(desk, clerk, application):
    """One approval: one ledger entry, one current PIN, one CP01A that holds no number."""
    decisions.decide(desk, application, "approve", clerk)
    assert (counted(desk, IpPin), counted(desk, LedgerEntry), counted(desk, Notice)) == (1, 1, 1)
    with desk.database.reading() as session:
        notice = session.scalars(select(Notice)).one()
        assert notice.details == {}
        assert ledger.current(session, notice.taxpayer_id, 2026)


def test_no_approval_without_the_identity_call(desk, supervisor):
    """The call is a prerequisite that nobody can talk away."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, number, "approve", supervisor, reason="a hurry")
    assert counted(desk, IpPin) == 0


def test_a_risk_wants_a_supervisor(desk, clerk, supervisor):
    """A clerk cannot approve an application with a risk finding; a supervisor can."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(street=make.read("77 Elsewhere Rd")), received=IN_2025)
    make.prove(desk, number)
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, number, "approve", clerk)
    decisions.decide(desk, number, "approve", supervisor)
    assert counted(desk, IpPin) == 1


def test_two_people_cannot_decide_the_same_document(desk, clerk, other_clerk, application):
    """The second one is told, and nothing happens twice."""
    seen = make.document(desk, application).version
    decisions.decide(desk, application, "approve", clerk, version=seen)
    with pytest.raises(errors.WrongState, match="carla decided this document at"):
        decisions.decide(desk, application, "approve", other_clerk, version=seen)
    assert counted(desk, IpPin) == 1


def test_a_missing_pin_is_flagged_only_by_who_looked(desk, clerk, missing):
    """Never on machine reading alone: the clerk must have seen the empty box."""
    with pytest.raises(errors.NotAllowed):
        decisions.decide(desk, missing, "flag", clerk)
    masking.reveal(desk, missing, "primary_ip_pin", clerk)
    decisions.decide(desk, missing, "flag", clerk)
    with desk.database.reading() as session:
        (line,) = aging.delayed(session)
        assert (line.reason, line.state) == ("missing", "open")
        assert session.scalar(select(Delay.role)) == "primary"
        assert [notice.kind for notice in outgoing.ready(session)] == ["verification"]


@pytest.mark.parametrize("column", ["apartment", "street", "city"])
def test_what_cannot_be_printed_is_told_when_the_letter_is_drafted(desk, clerk, missing, column):
    """Not by the printer weeks later: the flag is refused, nothing has happened, and the message says what to do."""
    with desk.database.transaction() as session:
        setattr(session.scalars(select(Taxpayer)).first(), column, "Іван")
    masking.reveal(desk, missing, "primary_ip_pin", clerk)
    with pytest.raises(errors.InvalidInput, match="no letter can be printed for this taxpayer: .*plain Latin letters"):
        decisions.decide(desk, missing, "flag", clerk)
    assert make.document(desk, missing).state == "in_review"


def test_deciding_otherwise_needs_a_reason(desk, clerk, application):
    """A decision against the recommendation says why."""
    with pytest.raises(errors.InvalidInput):
        decisions.decide(desk, application, "reject", clerk, codes=("R07",))
    decisions.decide(desk, application, "reject", clerk, codes=("R07",), reason="it was somebody else")
    assert make.document(desk, application).state == "decided"


def test_an_undone_approval_revokes_its_pin(desk, clerk, application):
    """Undo: the ledger tells it, the draft is canceled, the requirement is gone."""
    decisions.decide(desk, application, "approve", clerk)
    undoing.undo(desk, application, clerk, "wrong person")
    with desk.database.reading() as session:
        kinds = list(session.scalars(select(LedgerEntry.kind).order_by(LedgerEntry.id)))
        assert kinds == ["issue", "revoke"]
        assert outgoing.ready(session) == []
    assert make.document(desk, application).state == "in_review"
    decisions.decide(desk, application, "approve", clerk)


def test_a_mailed_decision_stands(desk, clerk, mailroom, application):
    """What has left the office cannot be taken back."""
    decisions.decide(desk, application, "approve", clerk)
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    make.print_letters(desk, ids, mailroom)
    mailing.confirm(desk, ids, mailroom)
    assert make.document(desk, application).state == "closed"
    with pytest.raises(errors.WrongState):
        undoing.undo(desk, application, clerk, "too late")


def test_the_approver_does_not_print(desk, clerk, application):
    """Maker is not checker: somebody else prints."""
    decisions.decide(desk, application, "approve", clerk)
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    with pytest.raises(errors.NotAllowed):
        make.print_letters(desk, ids, clerk)


def test_a_letter_is_printed_once(desk, clerk, mailroom, application):
    """A second print run of the same letter is refused."""
    decisions.decide(desk, application, "approve", clerk)
    with desk.database.reading() as session:
        ids = [notice.id for notice in outgoing.ready(session)]
    make.print_letters(desk, ids, mailroom)
    with pytest.raises(errors.WrongState):
        make.print_letters(desk, ids, mailroom)


def test_nobody_keys_the_same_box_twice(desk, clerk, missing):
    """Two agreeing keys must be two people's."""
    keying.key(desk, missing, "primary_ip_pin", None, "blank", "blind", clerk)
    with pytest.raises(errors.NotAllowed):
        keying.key(desk, missing, "primary_ip_pin", None, "blank", "blind", clerk)


def test_every_change_is_on_the_trail(desk, clerk, missing):
    """The chain is whole after a decision and found broken after an edit."""
    masking.reveal(desk, missing, "primary_ip_pin", clerk)
    decisions.decide(desk, missing, "flag", clerk)
    with desk.database.reading() as session:
        assert audit.verify(session).broken_at is None
    with desk.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE audit_event SET actor = 'nobody' WHERE id = 3")
    with desk.database.reading() as session:
        assert audit.verify(session).broken_at == 3


@pytest.mark.parametrize("codes", [(), ("R12",), ("R02", "R04", "R05", "R06"), ("R04", "nonsense")])
def test_a_rejection_has_one_to_three_known_reasons(desk, clerk, codes):
    """What the letter cannot say is refused at once, not when it is to be printed."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    with pytest.raises(errors.InvalidInput):
        decisions.decide(desk, number, "reject", clerk, reason="so", codes=codes)
    assert make.document(desk, number).state == "in_review"


def test_a_return_of_an_unknown_year_is_not_flagged(desk, clerk):
    """Its letter would name no tax year."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    number = make.arrive(desk, make.a_return())
    identification.identify(desk, number, "tax_return", "other", None, None, clerk)
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    with pytest.raises(errors.NotAllowed, match="tax year"):
        decisions.decide(desk, number, "flag", clerk, reason="the box is empty")
