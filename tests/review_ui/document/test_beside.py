"""Two papers side by side, and what a person says of them there."""

import pytest

from tests import factories as make
from tests.review_ui import paperwork
from tests.review_ui.paperwork import RETURN

TIN = "400008123"
NAME = {"primary_first_name": "Paula", "primary_last_name": "Stein", "primary_ssn": TIN}
PAULA = RETURN | NAME | {"primary_ip_pin": None}


@pytest.fixture(scope="module")
def pair(shared_desk) -> tuple[int, int]:
    """Two returns of one person and year."""
    make.taxpayer(shared_desk, TIN, "Paula", "Stein", street="418 Juniper Ave")
    one, other = (paperwork.receive_paper(shared_desk, "f1040", "2025", PAULA, batch="beside") for _ in range(2))
    return one, other


def test_a_second_return_leads_to_both_papers(signed_in, pair):
    """The finding has a link; the page shows all pages of both, and their numbers masked."""
    one, other = pair
    clerk = signed_in("carla")
    link = f"/documents/{other}/beside/{one}"
    assert link in clerk.get(f"/documents/{other}").text
    page = clerk.get(link).text
    assert page.count("/pages/") == 4 and page.count("•••-••-8123") == 2 and TIN not in page
    assert "cannot be compared by its look" in page and "Two papers: keep both" not in page


def test_papers_that_nothing_connects_are_not_shown(web_desk, signed_in, pair, papers):
    """Nor joined."""
    clerk = signed_in("carla")
    assert clerk.get(f"/documents/{pair[0]}/beside/{papers['unknown']}").status_code == 404
    version = make.document(web_desk, pair[0]).version
    data = {"reason": "so it is", "version": version}
    assert clerk.post(f"/documents/{pair[0]}/beside/{papers['right']}/same", data=data).status_code == 403


def test_the_same_paper_is_closed_there(web_desk, signed_in, pair):
    """With a reason; a rescan alone has the other answer."""
    one, other = pair
    clerk, place = signed_in("carla"), f"/documents/{other}/beside/{one}"
    version = make.document(web_desk, other).version
    assert clerk.post(f"{place}/another", data={"reason": "two", "version": version}).status_code == 403
    assert clerk.post(f"{place}/same", data={"reason": "", "version": version}).status_code == 422
    clerk.post(f"{place}/same", data={"reason": "copied for our files", "version": version})
    assert make.document(web_desk, other).state == "closed"
