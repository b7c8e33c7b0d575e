"""Notes on a document: kept for good, sealed, and without secret numbers."""

import pytest
from sqlalchemy import select, text

from desk import errors
from desk.delays import cases as delays
from desk.documents import notes
from desk.enrollment import opting_out, replacements
from desk.mail import mailing, undeliverable
from desk.models import AuditEvent
from desk.office.accounts import Actor
from desk.program.identity import Documents
from desk.review import answers, decisions, proofing, undoing
from desk.screens import document
from tests import homes
from tests.factories import a_return, arrive, taxpayer

SECRET = [
    "400001234",
    "400-00-1234",
    "400 00 1234",
    "pin 482913",
    "PIN:482 913.",
    "48-29-13",
    "400001234482913",
    "٤٨٢٩١٣",
]
HARMLESS = [
    "Called (217) 555-0123 twice.", "See D0000123.", "Received 2026-03-02.", "Refund of $41,200.", "Last four 1234.",
    "2 pages, 3 marks",
]  # fmt: skip


@pytest.fixture
@homes.once
def paper(desk) -> int:
    """A clean return."""
    taxpayer(desk)
    return arrive(desk, a_return())


@pytest.mark.parametrize("written", SECRET)
def test_a_secret_number_is_refused_with_what_to_do(desk, clerk, paper, written):
    """Six digits, nine, or more, however they are parted; the message does not repeat them."""
    with pytest.raises(errors.InvalidInput, match="leave it out") as told:
        notes.add(desk, paper, f"He says {written} is right", clerk)
    assert written not in str(told.value)


@pytest.mark.parametrize("written", HARMLESS)
def test_harmless_numbers_are_kept(desk, clerk, paper, written):
    """Telephone numbers, document numbers, dates and amounts belong into notes."""
    notes.add(desk, paper, written, clerk)
    with desk.database.reading() as session:
        assert [one.text for one in notes.listed(session, paper)] == [written]


def test_notes_stand_in_the_history_with_who_and_when(desk, clerk, other_clerk, paper):
    """The page lists them in their places; also on a closed document; the trail has no text of them."""
    notes.add(desk, paper, "First look.", clerk)
    decisions.decide(desk, paper, "release", clerk)
    notes.add(desk, paper, "Second look.", other_clerk)
    with desk.database.reading() as session:
        told = document.open(session, paper, clerk).told
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "document.noted")).all()
        kept = session.execute(text("SELECT text FROM note")).scalars().all()
    assert [getattr(one, "text", one.__class__.__name__) for one in told][0] == "Second look."
    assert [(one.by, one.text) for one in told if hasattr(one, "text")] == [
        ("dan", "Second look."),
        ("carla", "First look."),
    ]
    assert [one.details for one in events] == [{}, {}]
    assert not any(b"look" in one for one in kept)


def test_an_empty_or_endless_note_is_refused(desk, clerk, paper):
    """A note says something, in 500 characters at most; a document that is not there has none."""
    for bad in ("", "  ", "x" * 501):
        with pytest.raises(errors.InvalidInput):
            notes.add(desk, paper, bad, clerk)
    with pytest.raises(errors.NotFound):
        notes.add(desk, 99, "hello", clerk)


def test_reasons_hold_no_secret_numbers_either(desk, clerk, paper):
    """Deciding and undoing take words, never a number."""
    with pytest.raises(errors.InvalidInput, match="six-digit"):
        decisions.decide(desk, paper, "release", clerk, reason="keyed 482913")
    decisions.decide(desk, paper, "release", clerk)
    with pytest.raises(errors.InvalidInput, match="nine-digit"):
        undoing.undo(desk, paper, clerk, "400-00-1234 is another's")


ACTOR = Actor("sue", "supervisor")
WORDS = [
    lambda desk, said: answers.came(desk, 1, ACTOR, said),
    lambda desk, said: delays.move(desk, 1, "verified", ACTOR, said),
    lambda desk, said: delays.reopen(desk, 1, ACTOR, said),
    lambda desk, said: opting_out.opt_out(desk, 1, ACTOR, said),
    lambda desk, said: mailing.spoil(desk, [1], ACTOR, said),
    lambda desk, said: proofing.clear(desk, 1, "NO_LIMIT", said, ACTOR),
    lambda desk, said: proofing.record_documents(desk, 1, Documents(1, 1, 2), ACTOR, said),
    lambda desk, said: proofing.withdraw(desk, 1, ACTOR, said),
    lambda desk, said: replacements.approve(desk, 1, ACTOR, said),
    lambda desk, said: replacements.refuse(desk, 1, ACTOR, said),
    lambda desk, said: undeliverable.came_back(desk, 1, ACTOR, said),
    lambda desk, said: undeliverable.send_again(desk, 1, ACTOR, said),
    lambda desk, said: undeliverable.give_up(desk, 1, ACTOR, said),
]


@pytest.mark.parametrize("act", WORDS, ids=range(len(WORDS)))
def test_no_free_text_takes_a_secret_number(desk, act):
    """Reasons go into histories, manifests and the trail, where no PIN and no taxpayer number may stand."""
    for said in ("torn, it showed 482913", "for 400-00-1234"):
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            act(desk, said)
