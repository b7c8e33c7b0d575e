"""The state machines and their closed sets, and how a member of one is stored."""

import pytest
from sqlalchemy import text

from desk.lifecycle import states
from desk.models.states import ApplicationState, DelayState, DocumentState, NoticeState
from tests import factories as make

MACHINES = [
    (states.DOCUMENT, DocumentState),
    (states.APPLICATION, ApplicationState),
    (states.NOTICE, NoticeState),
    (states.DELAY, DelayState),
]


@pytest.mark.parametrize(("machine", "closed_set"), MACHINES, ids=lambda one: getattr(one, "__name__", ""))
def test_a_machine_says_what_follows_every_state_of_its_set(machine, closed_set):
    """No state is left out, and none leads to a state of another set."""
    assert list(machine) == sorted(closed_set, key=list(machine).index)
    assert {new for following in machine.values() for new in following} <= set(closed_set)


@pytest.mark.parametrize("place", ["sqlite", "postgres"])
def test_states_kinds_and_actions_are_stored_as_plain_text(place, opened, request):
    """What the database keeps is the word itself, so that a report or another tool reads the same as ever."""
    office = opened(**({"DATABASE_URL": request.getfixturevalue("postgres")()} if place == "postgres" else {}))
    make.arrive(office, make.a_return(primary_ssn=make.read("400001234")))
    with office.database.reading() as session:
        [row] = session.execute(text("SELECT kind, state, recommendation FROM document")).all()
    assert [type(one) for one in row] == [str, str, str]
    assert tuple(row)[:2] == ("tax_return", "in_review")
