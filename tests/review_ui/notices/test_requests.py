"""Lost IP PINs and opting out on screen: looked up by number, recorded by one, approved by another, by the rules."""

from datetime import date

import pytest
from sqlalchemy import func, select

from desk.models import AuditEvent, Enrollment, IpPin, LedgerEntry, Notice, ReplacementRequest, Taxpayer
from tests import factories

PLACE = "/notices/requests/"
PIN = "731604"
_people = iter(range(7000, 7999))


@pytest.fixture
def caller(web_desk):
    """Put somebody on record with an IP PIN of this year; gives the taxpayer number and the id."""

    def put(enrollment: str | None = "f15227", **more) -> tuple[str, int]:
        tin = f"40000{next(_people)}"
        number = factories.taxpayer(web_desk, tin, "Lena", "Ortiz", enrollment=enrollment, **more)
        factories.pin(web_desk, number, PIN)
        return tin, number

    return put


def ask(client, person: int, **told) -> str:
    """Record a request for a lost PIN by telephone; what the page then says."""
    told = {"taxpayer": person, "channel": "phone"} | told
    return client.post(PLACE, data=told, follow_redirects=True).text


def last(desk) -> ReplacementRequest:
    """The newest request, as it is now."""
    with desk.database.reading() as session:
        return session.scalar(select(ReplacementRequest).order_by(ReplacementRequest.id.desc()).limit(1))


def part(page: str, request: int) -> str:
    """What the page tells of one request that waits."""
    return next(one for one in page.split("<article")[1:] if f'id="request-{request}"' in one).split("</article>")[0]


def looks(desk) -> list[tuple[str, int | None]]:
    """Who looked whom up, oldest first; no event holds the number that was typed."""
    rows = select(AuditEvent).where(AuditEvent.action == "taxpayer.looked_up").order_by(AuditEvent.id)
    with desk.database.reading() as session:
        events = session.scalars(rows).all()
    for event in events:
        assert event.details == ({"found": 1, "people": [event.subject_id]} if event.subject_id else {"found": 0})
    return [(event.actor, event.subject_id) for event in events]


@pytest.mark.parametrize("typed", ["{}", " {} ", "{0[0]}{0[1]}{0[2]}-{0[3]}{0[4]}-{0[5]}{0[6]}{0[7]}{0[8]}"])
def test_a_person_is_looked_up_and_the_look_is_recorded(web_desk, signed_in, caller, typed):
    """The number goes in the body, not in an address; the page shows its last digits and that there is a PIN."""
    tin, number = caller()
    answer = signed_in("carla").post(PLACE + "find", data={"tin": typed.format(tin)})
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert "Lena Ortiz" in answer.text and f"•••-••-{tin[-4:]}" in answer.text and "There is one" in answer.text
    assert not any(secret in answer.text for secret in (tin, f"{tin[:3]}-{tin[3:5]}-{tin[5:]}", PIN))
    assert looks(web_desk)[-1] == ("carla", number)


@pytest.mark.parametrize(("typed", "told"), [("400-00-0001", "Nobody on record"), ("12345", "has nine digits")])
def test_who_is_not_found_is_told_and_the_number_is_not_repeated(web_desk, signed_in, typed, told):
    """Also a number that nobody has is a look; what is no number is none."""
    before = len(looks(web_desk))
    answer = signed_in("carla").post(PLACE + "find", data={"tin": typed}, follow_redirects=True)
    assert told in answer.text and typed not in answer.text and answer.request.path == PLACE
    assert looks(web_desk)[before:] == ([("carla", None)] if told.startswith("Nobody") else [])


def test_coming_back_to_what_was_found_begins_anew(signed_in):
    """The answer has no address of its own."""
    assert signed_in("carla").get(PLACE + "find").location == PLACE


def test_one_records_and_another_approves(web_desk, signed_in, caller):
    """The recorder is offered no approval and refused it; the second clerk's makes the notice and voids the number."""
    _, person = caller()
    carla, dan = signed_in("carla"), signed_in("dan")
    assert "needs a second person" in ask(carla, person, identity_proven="on")
    number = last(web_desk).id
    mine, theirs = part(carla.get(PLACE).text, number), part(dan.get(PLACE).text, number)
    assert "somebody other than the one who recorded" in mine and f"{number}/approve" not in mine
    assert "The rules allow it" in theirs and "A new number replaces the old one." in theirs and "12 Oak St" in theirs
    assert carla.post(f"{PLACE}{number}/approve").status_code == 403
    assert "may be printed from Mar 2, 2026" in dan.post(f"{PLACE}{number}/approve", follow_redirects=True).text
    with web_desk.database.reading() as session:
        notice = session.scalar(select(Notice).where(Notice.request_id == number))
        assert (notice.kind, notice.state, notice.taxpayer_id) == ("replacement", "draft", person)
        new = session.get(IpPin, notice.ip_pin_id).pin
        kinds = select(LedgerEntry.kind).join(IpPin).where(IpPin.taxpayer_id == person).order_by(LedgerEntry.id)
        assert session.scalars(kinds).all() == ["import", "replace", "issue"]
    for client in (carla, signed_in("sue"), signed_in("ada")):
        page = client.get(PLACE).text
        assert new not in page and PIN not in page
    assert dan.post(f"{PLACE}{number}/approve").status_code == 409


def test_what_the_rules_leave_open_goes_to_a_supervisor(web_desk, signed_in, caller):
    """Identity not proven: no clerk is offered the approval, and the supervisor says why."""
    _, person = caller()
    carla, dan, sue = signed_in("carla"), signed_in("dan"), signed_in("sue")
    ask(carla, person)
    number = last(web_desk).id
    offered = part(dan.get(PLACE).text, number)
    assert "A supervisor decides" in offered and "not proven yet" in offered and f"{number}/approve" not in offered
    assert dan.post(f"{PLACE}{number}/approve", data={"reason": "please"}).status_code == 403
    assert f"{number}/approve" in part(sue.get(PLACE).text, number)
    assert "Say why" in sue.post(f"{PLACE}{number}/approve", follow_redirects=True).text
    assert last(web_desk).state == "review"
    sue.post(f"{PLACE}{number}/approve", data={"reason": "seen at the desk"})
    assert (last(web_desk).state, last(web_desk).reason) == ("issued", "seen at the desk")


def test_a_request_is_refused_with_a_reason(web_desk, signed_in, caller):
    """Without one it is not; a number in it is not kept; nothing is mailed."""
    _, person = caller()
    carla = signed_in("carla")
    ask(carla, person, identity_proven="on")
    number = last(web_desk).id
    for reason, told in (("", "Say why"), ("she said 123456", "six-digit number")):
        assert told in carla.post(f"{PLACE}{number}/refuse", data={"reason": reason}, follow_redirects=True).text
    carla.post(f"{PLACE}{number}/refuse", data={"reason": "she found it again"})
    assert last(web_desk).state == "refused" and "she found it again" in carla.get(PLACE).text
    with web_desk.database.reading() as session:
        assert session.scalar(select(func.count(Notice.id)).where(Notice.taxpayer_id == person)) == 0


def test_what_the_rules_refuse_is_told_with_the_reason(web_desk, signed_in, caller):
    """Somebody enrolled online gets none by mail; it stands among the decided, and nobody is offered anything."""
    _, person = caller("online")
    told = ask(signed_in("carla"), person, identity_proven="on")
    assert "refused by the rules: Since 2024: no reissue by mail for those enrolled online" in told
    assert last(web_desk).state == "refused" and f'id="request-{last(web_desk).id}"' not in told


def test_what_the_rules_refuse_meanwhile_can_only_be_refused(web_desk, signed_in, caller):
    """The page asks the rules of today, not those of the day on which it was recorded."""
    _, person = caller()
    ask(signed_in("carla"), person, identity_proven="on")
    number = last(web_desk).id
    with web_desk.database.transaction() as session:
        session.get(Taxpayer, person).date_of_death = date(2026, 2, 27)
    offered = part(signed_in("sue").get(PLACE).text, number)
    assert "The rules refuse it" in offered and "has died" in offered
    assert f"{number}/approve" not in offered and f"{number}/refuse" in offered


def test_the_letter_that_asked_is_named_by_its_document(web_desk, papers, signed_in, caller):
    """A scanned letter is linked; a number that no document has is told, beside the person, whose look is recorded."""
    tin, person = caller()
    carla, before = signed_in("carla"), len(looks(web_desk))
    wrong = carla.post(PLACE, data={"taxpayer": person, "channel": "letter", "document": "D9999999"})
    assert wrong.status_code == 422 and "no document of that number" in wrong.text
    assert "Lena Ortiz" in wrong.text and tin not in wrong.text
    assert looks(web_desk)[before:] == [("carla", person)]
    assert "by letter or phone" in carla.post(PLACE, data={"taxpayer": person}).text
    ask(carla, person, channel="letter", document=f"D{papers['unknown']:07d}")
    assert f"D{papers['unknown']:07d}" in part(carla.get(PLACE).text, last(web_desk).id)


def ended(desk, person: int) -> set[date | None]:
    """When the enrollments of a person end."""
    with desk.database.reading() as session:
        return set(session.scalars(select(Enrollment.ended_on).where(Enrollment.taxpayer_id == person)))


def test_who_opted_in_may_leave(web_desk, signed_in, caller):
    """Offered with the rule; recorded with how they asked, without a number; then there is nothing to leave."""
    tin, person = caller("f15227")
    carla = signed_in("carla")
    page = carla.post(PLACE + "find", data={"tin": tin}).text
    assert "those who opted in may opt out" in page and "Record opting out" in page
    wrong = carla.post(PLACE + "opted-out", data={"taxpayer": person, "reason": "her PIN was 123456"})
    assert wrong.status_code == 422 and "six-digit number" in wrong.text and "Lena Ortiz" in wrong.text
    assert ended(web_desk, person) == {None}
    told = carla.post(PLACE + "opted-out", data={"taxpayer": person, "reason": "signed letter"}, follow_redirects=True)
    assert "The enrollment ends today" in told.text and ended(web_desk, person) == {date(2026, 3, 2)}
    assert "Not enrolled" in carla.post(PLACE + "find", data={"tin": tin}).text


@pytest.mark.parametrize(
    ("enrollment", "day", "told", "offered"),
    [
        ("victim", date(2026, 3, 2), "Confirmed victims of identity theft cannot opt out.", ()),
        ("f15227", date(2021, 6, 1), "In 2021 nobody can opt out", ()),
        ("f15227", date(2022, 6, 1), "No rule says whether one can opt out", ("sue",)),
        (None, date(2026, 3, 2), "Not enrolled", ()),
    ],
)
def test_who_may_not_leave_is_told_why(web_desk, signed_in, caller, on, enrollment, day, told, offered):
    """The rule of the day stands in place of the button; where there is none, a supervisor has it."""
    tin, person = caller(enrollment)
    clients = {name: signed_in(name) for name in ("carla", "sue")}
    on(day)
    for name, client in clients.items():
        page = client.post(PLACE + "find", data={"tin": tin}).text
        assert told in page
        assert ("Record opting out" in page) is (name in offered)
    refused = clients["carla"].post(PLACE + "opted-out", data={"taxpayer": person, "reason": "letter"})
    assert refused.status_code in (403, 409) and ended(web_desk, person) <= {None}


def test_the_auditor_reads_and_the_mailroom_sees_nothing_of_it(web_desk, signed_in, caller):
    """Requests are shown without a button; who only mails has no such tab."""
    _, person = caller()
    ask(signed_in("carla"), person, identity_proven="on")
    page = signed_in("ada").get(PLACE).text
    assert "Lena Ortiz" in page and 'name="tin"' not in page and "/approve" not in page and "/refuse" not in page
    mo = signed_in("mo")
    assert PLACE not in mo.get("/notices/").text and mo.get(PLACE).status_code == 403
    assert PLACE in signed_in("carla").get("/notices/").text


def test_home_counts_the_requests_that_wait(web_desk, signed_in, caller):
    """A figure leads there while any waits."""
    _, person = caller()
    ask(signed_in("carla"), person, identity_proven="on")
    home = signed_in("dan").get("/").text
    assert "Lost IP PINs to decide" in home and f'href="{PLACE}"' in home
