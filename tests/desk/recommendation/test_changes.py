"""The one door for a change to a document: whole or not at all, judged anew, on record, and in turn."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.delays import cases, letters
from desk.documents import leases, masking
from desk.models import AuditEvent, Document, Recommendation
from desk.reading import keying
from desk.recommendation import changes
from desk.review import answers, decisions, misfits
from tests import factories as make


@pytest.fixture
def paper(desk) -> int:
    """A clean return in review."""
    make.taxpayer(desk)
    return make.arrive(desk, make.a_return())


@pytest.fixture
def flagged(desk, clerk) -> int:
    """A return with a delay case."""
    make.pin(desk, make.taxpayer(desk, "400005678", "Omar", enrollment="victim"), "123456")
    form = make.a_return(primary_ssn=make.read("400005678"), primary_first_name=make.read("Omar"))
    number = make.arrive(desk, form, received=date(2026, 2, 20))
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    return number


@pytest.fixture
def written(desk, clerk) -> int:
    """An application that was written to."""
    make.taxpayer(desk, "400009012", "Daniel")
    form = make.an_application(tin=make.read("400009012"), first_name=make.read("Daniel"), signature=make.BLANK)
    number = make.arrive(desk, form)
    decisions.decide(desk, number, "write", clerk)
    return number


def rows(desk, model, document_id: int) -> int:
    """How many rows of a table speak of a document."""
    column = model.subject_id if model is AuditEvent else model.document_id
    with desk.database.reading() as session:
        return len(session.scalars(select(model.id).where(column == document_id)).all())


def test_a_key_leaves_nothing_for_those_who_have_keyed(desk, clerk, other_clerk):
    """Whatever becomes of the process after a key is kept, the list asks nobody for a key that is there."""
    make.pin(desk, make.taxpayer(desk, enrollment="f15227"), "482913")
    number = make.arrive(desk, make.a_return(primary_ip_pin=make.read("482918")))
    for person in (clerk, other_clerk):
        keying.key_blind(desk, number, "primary_ip_pin", "482913", "read", person)
    with desk.database.reading() as session:
        assert session.get(Document, number).recommendation == "release"
        assert keying.wanted(session, session.get(Document, number)) == []


def test_a_change_is_there_with_its_recommendation_and_its_event(desk, clerk, paper):
    """One act leaves one new recommendation and one event, and the document's version rises."""
    seen, before = (
        make.document(desk, paper).version,
        (rows(desk, Recommendation, paper), rows(desk, AuditEvent, paper)),
    )
    with changes.changing(desk, paper, clerk) as change:
        change.document.postmark_date = date(2026, 2, 1)
        change.record("document.postmarked")
    assert (rows(desk, Recommendation, paper), rows(desk, AuditEvent, paper)) == (before[0] + 1, before[1] + 1)
    assert make.document(desk, paper).version > seen


def test_an_act_that_fails_or_leaves_no_event_changes_nothing(desk, clerk, paper):
    """Half an act is none; an act that is not on record is a mistake of whoever wrote it."""
    before = rows(desk, Recommendation, paper)
    for error in (errors.InvalidInput, RuntimeError):
        with pytest.raises(error), changes.changing(desk, paper, clerk) as change:
            change.document.postmark_date = date(2026, 2, 1)
            if error is errors.InvalidInput:
                raise error("no such day")
    assert (make.document(desk, paper).postmark_date, rows(desk, Recommendation, paper)) == (None, before)


def test_an_act_that_leaves_the_document_alone_asks_no_rules(desk, clerk, paper):
    """Found on second thoughts that nothing is to be done: no recommendation, no event, the same version."""
    before = rows(desk, Recommendation, paper), rows(desk, AuditEvent, paper), make.document(desk, paper).version
    with changes.changing(desk, paper, clerk) as change:
        change.leave()
    assert before == (
        rows(desk, Recommendation, paper), rows(desk, AuditEvent, paper), make.document(desk, paper).version,
    )  # fmt: skip


def test_the_version_of_an_old_view_is_refused_at_every_act(desk, clerk, supervisor, paper, flagged, written):
    """Delay acts, answers, keys and papers taken up again are refused on a document that changed since it was seen."""
    letter = make.arrive(desk, make.DocumentReading([1], [None], None, None))
    misfits.set_aside(desk, letter, "returned", "A letter to another office.", clerk)
    for act in (
        lambda: cases.move(desk, flagged, "verified", clerk, version=-1),
        lambda: cases.reopen(desk, flagged, supervisor, "a second look", version=-1),
        lambda: cases.set_processable(desk, flagged, date(2026, 2, 21), clerk, version=-1),
        lambda: letters.remind(desk, flagged, clerk, version=-1),
        lambda: answers.came(desk, written, clerk, "by telephone", version=-1),
        lambda: misfits.take_up(desk, letter, "It is a return.", clerk, version=-1),
        lambda: keying.key(desk, paper, "street", "1 Elm", "read", "correction", clerk, version=-1),
        lambda: keying.contradict(desk, paper, "primary_ip_pin", "482913", clerk, version=-1),
    ):
        with pytest.raises(errors.ChangedMeanwhile):
            act()


def test_what_somebody_else_has_open_is_changed_by_nobody(desk, clerk, other_clerk, flagged):
    """A delay case goes on under the hands of whoever has its return open."""
    make.release_case(desk, flagged)
    cases.reopen(desk, flagged, clerk, "a second look")
    leases.take(desk, flagged, clerk)
    for act in (
        lambda: cases.move(desk, flagged, "verified", other_clerk),
        lambda: cases.set_processable(desk, flagged, date(2026, 2, 21), other_clerk),
        lambda: keying.contradict(desk, flagged, "primary_ip_pin", "482913", other_clerk),
    ):
        with pytest.raises(errors.HeldByOther):
            act()
