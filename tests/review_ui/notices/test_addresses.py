"""Changes of address on screen: asked for by one, granted by another, named where letters are released."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from desk.mail import mailing, undeliverable
from desk.models import AddressChange, MailBatch, Notice, Taxpayer
from desk.notices.kinds import NoticeKind
from desk.review import decisions
from tests import factories
from tests.review_ui.seeded import CLERK, PASSWORD

PLACE = "/notices/addresses/"
MOVED = {"street": "9 Elm St", "city": "Decatur", "state": "IL", "zip": "62521", "source": "written"}
MOVED |= {"evidence": "signed letter"}
_people = iter(range(8000, 8999))


@pytest.fixture
def letter(web_desk) -> tuple[int, int]:
    """Somebody on record and their CP01A."""
    tin = f"40000{next(_people)}"
    person = factories.taxpayer(web_desk, tin, "Ida", "Moreau")
    fields = {"tin": tin, "first_name": "Ida", "last_name": "Moreau", "phone": f"217555{tin[-4:]}"}
    form = factories.an_application(**{name: factories.read(value) for name, value in fields.items()})
    document = factories.arrive(web_desk, form, received=date(2025, 12, 29))
    factories.prove(web_desk, document)
    decisions.decide(web_desk, document, "approve", CLERK)
    with web_desk.database.reading() as session:
        rows = select(Notice.id).where(Notice.document_id == document, Notice.kind == NoticeKind.CP01A)
        return person, session.scalars(rows).one()


def _plain(page: str) -> str:
    """The words of a page without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def last(desk, table):
    """The newest row of a table."""
    with desk.database.reading() as session:
        return session.scalars(select(table).order_by(table.id.desc())).first()


def test_one_asks_and_another_grants_and_the_release_card_names_the_letter(web_desk, letter, signed_in):
    """Neither the asker nor the mailroom grants; the card shows both addresses masked, and nothing is printed."""
    person, number = letter
    carla, boss, mo = signed_in("carla"), signed_in("sue"), signed_in("mo")
    assert "needs a supervisor" in boss.post(PLACE, data=MOVED | {"taxpayer": person}, follow_redirects=True).text
    change = last(web_desk, AddressChange).id
    assert "somebody other than the one who asked" in boss.get("/notices/requests/").text
    for client in (boss, carla, mo):
        assert client.post(f"{PLACE}{change}/grant").status_code == 403
    factories.addresses.refuse(web_desk, change, CLERK, "asked by the wrong person")
    carla.post(PLACE, data=MOVED | {"taxpayer": person})
    change = last(web_desk, AddressChange).id
    page = boss.get("/notices/requests/").text
    assert "9 Elm St, Decatur IL 62521" in page and "signed letter" in page and f"{PLACE}{change}/grant" in page
    assert "is changed" in boss.post(f"{PLACE}{change}/grant", follow_redirects=True).text
    mo.post("/notices/batches/", data={"notice": number})
    batch = last(web_desk, MailBatch).id
    card = signed_in("max").get("/notices/").text.split("Left out when the batch is released")[1].split("</ul>")[0]
    assert f"N{number:07d}" in card and "1•• O•• S••, S•• IL 627••" in card and "9•• E•• S••, D•• IL 625••" in card
    assert "Elm" not in card and "Oak" not in card
    drafts = mo.get("/notices/?kind=address_changed").text
    assert all(f"Ida Moreau {place}" in _plain(drafts) for place in ("1•• O•• S••, S••", "9•• E•• S••, D••"))
    answer = signed_in("max").post(f"/notices/batches/{batch}/release", data={"password": PASSWORD})
    assert answer.status_code == 409
    mo.post(f"/notices/batches/{batch}/dissolve")


def test_a_better_address_for_a_returned_letter_is_a_request(web_desk, letter, signed_in, mailroom):
    """What is typed beside a returned letter changes nothing; the letter goes out once another person grants it."""
    person, number = letter
    factories.print_letters(web_desk, [number], mailroom)
    mailing.confirm(web_desk, [number], mailroom)
    undeliverable.came_back(web_desk, number, mailroom, "no such number")
    boss = signed_in("sue")
    assert boss.post(f"/notices/{number}/again", data=MOVED | {"source": "phone book"}).status_code == 302
    with web_desk.database.reading() as session:
        assert session.get_one(Taxpayer, person).street == "12 Oak St"
    factories.print_letters(web_desk, [number], mailroom)
    mailing.confirm(web_desk, [number], mailroom)
    undeliverable.came_back(web_desk, number, mailroom, "no such number")
    assert "Request the change" in signed_in("carla").get("/notices/").text
    boss.post(f"{PLACE}returned/{number}", data=MOVED)
    change = last(web_desk, AddressChange)
    assert (change.asked_by, change.notice_id, last(web_desk, Notice).state) == ("sue", number, "returned")
    assert boss.post(f"{PLACE}{change.id}/grant").status_code == 403
    assert boss.post(f"{PLACE}{change.id}/refuse", data={"reason": ""}).status_code == 302
    assert (
        "address stays"
        in boss.post(f"{PLACE}{change.id}/refuse", data={"reason": "not hers"}, follow_redirects=True).text
    )
