"""The audit trail searched, written to files, and its chain walked whole or in parts."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from desk import errors
from desk.lifecycle import audit
from desk.reports import trail
from desk.reports.formats import plain
from desk.reports.trail import Asked
from desk.system import calendar
from tests.factories import a_return, arrive

TODAY = date(2026, 3, 2)


def test_the_trail_is_searched_by_person_action_and_document(desk):
    """Each filter narrows, newest first, and none invents."""
    document = arrive(desk, a_return())
    with desk.database.reading() as session:
        everything = trail.search(session, limit=None)
        assert [event.id for event in everything] == list(range(len(everything), 0, -1))
        assert trail.count(session) == len(everything)
        assert {event.actor for event in trail.search(session, Asked(actor="test"))} == {"test"}
        assert all(event.action.startswith("document.") for event in trail.search(session, Asked(action="document.")))
        assert {event.subject_id for event in trail.search(session, Asked(document=document))} == {document}
        assert [event.id for event in trail.search(session, before=3)] == [2, 1]
        assert trail.search(session, Asked(actor="%")) == []
        assert trail.actors(session) == sorted({event.actor for event in everything})
        assert trail.actions(session) == sorted({event.action for event in everything})


def test_the_trail_is_searched_by_office_days(desk, on):
    """Both days belong to the search; the day before and the day after do not."""
    arrive(desk, a_return())
    with desk.database.reading() as session:
        first = trail.count(session)
    on(TODAY + timedelta(1))
    arrive(desk, a_return())
    with desk.database.reading() as session:
        assert len(trail.search(session, Asked(last=TODAY), limit=None)) == first
        later = trail.search(session, Asked(first=TODAY + timedelta(1), last=TODAY + timedelta(1)), limit=None)
        assert len(later) == trail.count(session) - first
        assert trail.search(session, Asked(last=TODAY - timedelta(1))) == []


def test_an_empty_trail_has_nobody_in_it(desk):
    """A fresh desk's page opens too, and its empty chain is whole."""
    with desk.database.reading() as session:
        assert (trail.actors(session), trail.count(session)) == ([], 0)
        assert audit.verify(session) == (0, None, 0)


def test_a_file_holds_what_was_asked_for_and_no_formula(desk, monkeypatch):
    """Oldest first, with each event's mark; text that begins like a formula is text; too many are refused."""
    with desk.database.transaction() as session:
        audit.record(session, "=cmd", "note.added", "document", 1, note="+1", empty="")
    arrive(desk, a_return())
    with desk.database.reading() as session:
        lines = plain.to_csv(trail.report(session, Asked())).decode().splitlines()
        assert len(lines) == trail.count(session) + 1
        assert lines[0] == "id,at,actor,action,subject,subject_id,details,account,host,session,source,hash"
        assert lines[1].startswith("1,2026-03-02T") and ",'=cmd,note.added,document,1,note=+1," in lines[1]
        monkeypatch.setattr(trail, "IN_A_FILE", 2)
        with pytest.raises(errors.InvalidInput, match="narrow"):
            trail.report(session, Asked())
        assert calendar.today() == TODAY


@pytest.mark.parametrize("at_once", [1, 2, 3, 1000])
def test_the_chain_is_walked_in_parts_of_any_size(desk, at_once):
    """The parts together check every event once, and find the same break as the whole walk."""
    for _ in range(2):
        arrive(desk, a_return())
    assert _walk(desk, at_once) == (_whole(desk).events, None)
    with desk.database.transaction() as session:
        session.execute(text("UPDATE audit_event SET actor = 'nobody' WHERE id = 4"))
    assert _whole(desk).broken_at == 4
    assert _walk(desk, at_once)[1] == 4


def test_a_cut_off_end_is_found_by_the_last_part(desk):
    """Whoever removes the newest events cannot hide it."""
    arrive(desk, a_return())
    with desk.database.transaction() as session:
        last = trail.count(session)
        session.execute(text(f"DELETE FROM audit_event WHERE id = {last}"))
    assert _walk(desk, 2)[1] == last


def _whole(desk) -> audit.Verdict:
    with desk.database.reading() as session:
        return audit.verify(session)


def _walk(desk, at_once: int) -> tuple[int, int | None]:
    """The chain in parts: how many events, and where it breaks."""
    events, after = 0, 0
    with desk.database.reading() as session:
        while True:
            part = audit.verify(session, after, at_once)
            events, after = events + part.events, part.last
            if part.broken_at is not None or part.events < at_once:
                return events, part.broken_at
