"""Papers that are none of ours leave the desk with a reason and a history, and can come back."""

import pytest
from sqlalchemy import select

from desk import errors
from desk.mailroom import receive
from desk.models import Document, DocumentEvent
from desk.reading import lease, writing
from desk.reading.found import DocumentReading
from desk.reports import intake
from desk.review import decisions, identification, misfits
from desk.screens import document as cases
from desk.screens import worklist
from tests.factories import a_return, advice, an_affidavit, arrive, document, taxpayer


@pytest.fixture
def letter(desk) -> int:
    """A paper that the desk did not recognize."""
    return arrive(desk, DocumentReading([1], [None], None, None))


def history(desk, number: int) -> list[tuple[str, str]]:
    with desk.database.reading() as session:
        rows = select(DocumentEvent).where(DocumentEvent.document_id == number).order_by(DocumentEvent.id)
        return [(row.state, row.note) for row in session.scalars(rows)]


def test_a_paper_set_aside_is_closed_with_its_reason(desk, clerk, letter):
    """It waits no more; the history says where it went and why; the intake report still balances."""
    misfits.set_aside(desk, letter, "returned", "A letter to another office.", clerk)
    assert document(desk, letter).state == "closed"
    assert history(desk, letter)[-1] == ("closed", "returned to the sender: A letter to another office.")
    with desk.database.reading() as session:
        assert worklist.waiting(session) == []
        assert intake.make(session, document(desk, letter).received_date).balanced


def test_a_paper_set_aside_by_mistake_is_taken_up_again(desk, clerk, letter):
    """It waits as an exception, with what happened in its history, and can be identified."""
    misfits.set_aside(desk, letter, "filed", "For the file room.", clerk)
    with pytest.raises(errors.InvalidInput):
        misfits.take_up(desk, letter, " ", clerk)
    misfits.take_up(desk, letter, "It is a return after all.", clerk)
    assert history(desk, letter)[-1] == ("exception", "taken up again: It is a return after all.")
    identification.identify(desk, letter, "tax_return", "other", None, 2018, clerk)
    assert document(desk, letter).state == "in_review"


@pytest.mark.parametrize(("way", "reason"), [("eaten", "why"), ("filed", ""), ("filed", "his number is 400-00-1234")])
def test_a_way_and_a_reason_are_demanded(desk, clerk, letter, way, reason):
    """One of the known ways, and words without secret numbers; otherwise nothing happens."""
    with pytest.raises(errors.InvalidInput):
        misfits.set_aside(desk, letter, way, reason, clerk)
    assert document(desk, letter).state == "exception"


def test_what_is_ours_cannot_be_set_aside(desk, clerk, other_clerk):
    """A return is decided; first it must turn out to be something else."""
    taxpayer(desk)
    number = arrive(desk, a_return())
    with pytest.raises(errors.WrongState, match="decide this one"):
        misfits.set_aside(desk, number, "filed", "Not wanted.", clerk)
    misfits.forget_kind(desk, number, clerk)
    with desk.database.reading() as session:
        assert cases.open(session, number, clerk).advice.action == "review"
    misfits.set_aside(desk, number, "filed", "An old copy.", other_clerk)
    assert document(desk, number).state == "closed"


def test_an_unreadable_file_is_closed_once_it_was_scanned_again(desk, clerk):
    """No page came of it, so nothing is there to identify; setting it aside is the way out."""
    scan = receive.receive(desk, b"%PDF-1.7 torn", "torn.pdf", batch="b", actor="mo").scan_id
    writing.fail(desk, scan, lease.take(desk, scan), "damaged", "the file is damaged: scan it again")
    with desk.database.reading() as session:
        number = session.scalar(select(Document.id))
        assert cases.open(session, number, clerk).pages == []
    misfits.set_aside(desk, number, "rescanned", "See the next file.", clerk)
    assert document(desk, number).state == "closed"
    with pytest.raises(errors.WrongState):
        misfits.take_up(desk, number, "No.", clerk)


def test_an_identity_theft_affidavit_is_no_return(desk, clerk, other_clerk, supervisor):
    """Form 14039 is recognized, waits for a person with a finding, and no rule decides it; two set it aside.

    Without its case the IP PINs of its taxpayer are mailed.
    """
    number = arrive(desk, an_affidavit())
    paper, told = document(desk, number), advice(desk, number)
    assert (paper.kind, paper.state, paper.recommendation) == ("theft_affidavit", "exception", "review")
    assert [finding["code"] for finding in told.findings] == ["AFFIDAVIT"]
    with pytest.raises(errors.DeskError):
        decisions.decide(desk, number, "release", clerk)
    for actor in (clerk, supervisor):
        with pytest.raises(errors.NotAllowed, match="by two"):
            misfits.set_aside(desk, number, "filed", "Sent to the identity theft cases.", actor)
    misfits.ask_aside(desk, number, "It is a copy.", clerk)
    with pytest.raises(errors.NotAllowed, match="by two"):
        misfits.set_aside(desk, number, "filed", "It is a copy.", clerk)
    with pytest.raises(errors.NotAllowed, match="supervisor"):
        misfits.set_aside(desk, number, "filed", "It is a copy.", other_clerk)
    with desk.database.reading() as session:
        assert "supervisor" in cases.open(session, number, other_clerk).release.kept
    misfits.set_aside(desk, number, "filed", "It is a copy.", supervisor)
    assert document(desk, number).state == "closed"


def test_an_affidavit_is_asked_about_anew_after_it_was_taken_up(desk, clerk, supervisor):
    """A supervisor may ask and a clerk set it aside; the asking holds for once."""
    number = arrive(desk, an_affidavit())
    misfits.ask_aside(desk, number, "It is a copy.", supervisor)
    misfits.set_aside(desk, number, "nothing", "It is a copy.", clerk)
    misfits.take_up(desk, number, "It is none.", clerk)
    with pytest.raises(errors.NotAllowed, match="by two"):
        misfits.set_aside(desk, number, "nothing", "It is a copy.", clerk)


def test_a_return_can_turn_out_to_be_an_affidavit(desk, clerk):
    """Identified as Form 14039, a paper leaves the review of returns and waits to be set aside."""
    taxpayer(desk)
    number = arrive(desk, a_return())
    before = document(desk, number).state
    identification.identify(desk, number, "theft_affidavit", "f14039", "2024-05", None, clerk)
    assert (before, document(desk, number).state) == ("in_review", "exception")
