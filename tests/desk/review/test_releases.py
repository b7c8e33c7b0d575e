"""No return is released against the advice by one person alone: every way around the second one is closed."""

import pytest
from sqlalchemy import select

from desk import errors
from desk.documents import notes
from desk.lifecycle import releases as requests
from desk.models import AuditEvent, Decision, ReleaseRequest
from desk.reading import keying
from desk.review import decisions, identification, releases, undoing
from tests import factories as make

PIN = "123456"
OTHER = {"primary_first_name": make.read("Otto"), "primary_last_name": make.read("Nil")}
PAPERS = {
    "key": {"primary_ip_pin": make.read("123457")},
    "flag": {},
    "unmatched": {"primary_ssn": make.read("400009999")} | OTHER,
    "name": {"primary_ip_pin": make.read(PIN), "primary_last_name": make.read("Ferguson")},
    "unexpected": {"primary_ssn": make.read("400005678"), "primary_first_name": make.read("Bob")},
    "no_pin_issued": {"primary_ssn": make.read("400009012"), "primary_first_name": make.read("Mara")},
}
GRAVE = ("key", "flag", "unmatched", "name")
"""Those with a signer whom nobody has found or whose number is missing or wrong: a supervisor grants them."""


@pytest.fixture
def anna(desk) -> int:
    """A victim with a number of this year."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, PIN)
    return person


def arrived(desk, name: str, **more) -> int:
    """A return of that kind, for which the desk recommends no release."""
    if name == "unexpected":
        make.taxpayer(desk, "400005678", "Bob", "Smith")
        more = {"primary_ip_pin": make.read(PIN)} | more
    if name == "no_pin_issued":
        make.taxpayer(desk, "400009012", "Mara", "Smith", enrollment="victim")
    number = make.arrive(desk, make.a_return(**PAPERS[name] | more))
    assert make.advice(desk, number).action != "release"
    return number


def state(desk, number: int) -> str:
    return make.document(desk, number).state


def asked(desk, number: int) -> list[str]:
    """The states of all requests for the release of a document, oldest first."""
    with desk.database.reading() as session:
        return [one.state for one in releases.history(session, number)]


@pytest.mark.parametrize("name", PAPERS)
def test_nobody_alone_releases_what_the_desk_does_not(desk, anna, clerk, supervisor, name):
    """A number to be keyed, one that is missing, nobody on record, another name, an odd entry: "ok" is not enough."""
    number = arrived(desk, name)
    for actor in (clerk, supervisor):
        with pytest.raises(errors.NotAllowed, match="ask for the release"):
            decisions.decide(desk, number, "release", actor, reason="ok")
    assert state(desk, number) == "in_review"


@pytest.mark.parametrize("name", PAPERS)
def test_a_second_person_grants_what_the_first_asks(desk, anna, clerk, other_clerk, supervisor, name):
    """Never the asker; a supervisor where a signer is unmatched or flagged, else any other clerk; with two reasons."""
    number = arrived(desk, name)
    releases.ask(desk, number, clerk, "seen with the earlier return")
    with pytest.raises(errors.NotAllowed, match="another person"):
        releases.grant(desk, number, clerk, "it is right")
    if name in GRAVE:
        with pytest.raises(errors.NotAllowed, match="supervisor"):
            releases.grant(desk, number, other_clerk, "it is right")
    with pytest.raises(errors.InvalidInput):
        releases.grant(desk, number, supervisor, " ")
    assert state(desk, number) == "in_review"
    releases.grant(desk, number, supervisor if name in GRAVE else other_clerk, "it is right")
    assert (state(desk, number), asked(desk, number)) == ("closed", ["granted"])


def test_a_supervisor_who_asks_does_not_grant(desk, anna, supervisor, clerk):
    """The role does not stand in for a second person, and the second person needs the role."""
    number = arrived(desk, "flag")
    releases.ask(desk, number, supervisor, "known to me")
    for actor in (supervisor, clerk):
        with pytest.raises(errors.NotAllowed):
            releases.grant(desk, number, actor, "as asked")
    assert state(desk, number) == "in_review"


def test_a_request_and_its_end_are_on_the_trail(desk, anna, clerk, supervisor):
    """Who asked, who granted, and what the desk had recommended; the decision is the granter's."""
    number = arrived(desk, "flag")
    releases.ask(desk, number, clerk, "seen in person")
    releases.grant(desk, number, supervisor, "the papers are here")
    with desk.database.reading() as session:
        told = {one.action: (one.actor, one.details) for one in session.scalars(select(AuditEvent))}
        made = session.scalars(select(Decision)).one()
        row = session.scalars(select(ReleaseRequest)).one()
    assert told["release.asked"] == ("carla", {"recommended": "flag", "supervisor": True})
    assert told["release.granted"] == ("sue", {"asked_by": "carla"})
    assert (made.by, made.action, made.recommended, made.reason) == ("sue", "release", "flag", "the papers are here")
    assert (row.by, row.reason, row.decided_by, row.decided_reason) == (
        "carla", "seen in person", "sue", "the papers are here",
    )  # fmt: skip


def test_a_request_is_refused_or_taken_back(desk, anna, clerk, other_clerk, supervisor):
    """Then the return waits as before; only whoever asked takes a request back, and asks again if need be."""
    number = arrived(desk, "flag")
    releases.ask(desk, number, clerk, "seen in person")
    with pytest.raises(errors.WrongState, match="carla has asked"):
        releases.ask(desk, number, other_clerk, "me too")
    with pytest.raises(errors.NotAllowed):
        releases.refuse(desk, number, clerk, "no")
    releases.refuse(desk, number, supervisor, "by whom?")
    releases.ask(desk, number, clerk, "by Dan and me")
    with pytest.raises(errors.NotAllowed):
        releases.withdraw(desk, number, supervisor)
    releases.withdraw(desk, number, clerk)
    assert (state(desk, number), asked(desk, number)) == ("in_review", ["refused", "withdrawn"])
    with pytest.raises(errors.WrongState):
        releases.grant(desk, number, supervisor, "after all")


def test_any_other_act_ends_a_request(desk, anna, clerk, other_clerk, supervisor):
    """Nobody grants what has become another return since it was asked about; a note changes nothing."""
    number = arrived(desk, "flag")
    releases.ask(desk, number, clerk, "seen in person")
    notes.add(desk, number, "A note.", other_clerk)
    assert asked(desk, number) == ["open"]
    keying.key(desk, number, "street", "14 Oak St", "read", "correction", other_clerk)
    with pytest.raises(errors.WrongState):
        releases.grant(desk, number, supervisor, "as asked")
    assert asked(desk, number) == ["ended"]


def test_a_request_does_not_outlive_its_advice(desk, anna, clerk, supervisor):
    """What came on record meanwhile changes the advice: granting is refused, and the request is over."""
    number = arrived(desk, "unexpected")
    releases.ask(desk, number, clerk, "a slip of the filer")
    with desk.database.reading() as session:
        bob = next(one.taxpayer_id for one in make.people(session, number))
    make.pin(desk, bob, "222222")
    with pytest.raises(errors.ChangedMeanwhile):
        releases.grant(desk, number, supervisor, "as asked")
    assert (state(desk, number), asked(desk, number)) == ("in_review", ["ended"])


def test_what_one_person_may_do_is_not_asked_for(desk, anna, clerk):
    """A return that the desk recommends to release is released; an application and a decided paper never."""
    right = make.arrive(desk, make.a_return(primary_ip_pin=make.read(PIN)))
    for number in (right, make.arrive(desk, make.an_application())):
        with pytest.raises(errors.WrongState):
            releases.ask(desk, number, clerk, "please")
    decisions.decide(desk, right, "release", clerk)
    with pytest.raises(errors.WrongState):
        releases.ask(desk, right, clerk, "again")


def test_a_decision_undone_and_made_again_needs_the_second_person_again(desk, anna, clerk, supervisor):
    """A request is used up by its decision; a flag taken back leaves what was flagged."""
    number = arrived(desk, "name")
    releases.ask(desk, number, clerk, "her married name")
    releases.grant(desk, number, supervisor, "the certificate is here")
    undoing.undo(desk, number, clerk, "the wrong paper")
    for actor in (clerk, supervisor):
        with pytest.raises(errors.NotAllowed):
            decisions.decide(desk, number, "release", actor, reason="as before")
    with pytest.raises(errors.WrongState):
        releases.grant(desk, number, supervisor, "as before")


def test_who_is_meant_does_not_make_the_number_or_the_name_agree(desk, anna, clerk, other_clerk):
    """A clerk chooses somebody without a PIN, on whose record neither stands: no release, by whoever it may be."""
    free = make.taxpayer(desk, "400005678", "Bob", "Olsen")
    number = make.arrive(desk, make.a_return())
    identification.choose_person(desk, number, "primary", free, clerk)
    told = make.advice(desk, number)
    assert (make.outcome(desk, number), told.action) == ("not_required", "review")
    assert any("taxpayer number" in one for one in told.reasons) and any("name" in one for one in told.reasons)
    for actor in (clerk, other_clerk):
        with pytest.raises(errors.NotAllowed):
            decisions.decide(desk, number, "release", actor, reason="it is Bob")


def test_one_request_of_a_return_is_open(desk, anna, clerk):
    """The database holds what the code promises."""
    number = arrived(desk, "flag")
    releases.ask(desk, number, clerk, "seen in person")
    with desk.database.reading() as session:
        assert requests.standing(session, number).by == "carla"
        assert "uq_release_request_open" in {one.name for one in ReleaseRequest.__table__.indexes}
