"""Numbers and signs that PostgreSQL cannot keep are refused by the screens in plain words, too."""

import pytest

from tests import homes
from tests.review_ui import application, seeded
from tests.review_ui.client import Browser


@pytest.fixture(scope="module")
def client(postgres, tmp_path_factory):
    """A clerk signed in to a desk on PostgreSQL with one day's paper."""
    with homes.opened(tmp_path_factory.mktemp("postgres") / "home", DATABASE_URL=postgres()) as desk:
        seeded.accounts(desk)
        seeded.paper(desk)
        app = application.make(desk)
        app.test_client_class = Browser
        app.config.update(WTF_CSRF_ENABLED=False)
        browser = app.test_client()
        browser.post("/sign-in", data={"name": "carla", "password": seeded.PASSWORD})
        yield browser


@pytest.mark.parametrize("number", [2**31 + 1, 2**63, 2**70])
def test_a_number_that_no_record_has_is_no_fault(client, number):
    """In an address and in a form."""
    assert client.get(f"/documents/{number}").status_code in (404, 422)
    assert client.act(1, "person/applicant", taxpayer=number).status_code in (404, 422)


def test_a_sign_that_no_text_can_hold_is_no_fault(client):
    """A null byte in a note or a name of a batch."""
    assert client.post("/documents/1/notes", data={"text": "a\x00b"}).status_code in (302, 422)
    assert client.get("/").status_code == 200
