"""What the buttons of the later steps do: proofs, doubts, delay cases, pages, mail that comes back."""

from datetime import date

import pytest

from desk.documents import masking
from desk.models import Appearance, Document, Page
from tests.review_ui import paperwork
from tests.review_ui.paperwork import APPLICATION, RETURN
from tests.review_ui.seeded import CLERK


def state(web_desk, number: int) -> str:
    with web_desk.database.reading() as session:
        return session.get(Document, number).state


@pytest.fixture
def flagged(web_desk, papers, signed_in) -> int:
    """A flagged return with its letter drafted; flagged once, then found so."""
    number = papers["missing"]
    if state(web_desk, number) == "in_review":
        masking.reveal(web_desk, number, "primary_ip_pin", CLERK)
        assert signed_in("carla").act(number, "decide", action="flag").status_code == 302
    return number


def test_an_unread_box_is_looked_at_before_a_flag(papers, signed_in):
    """Without the look the flag is refused, with what to do."""
    answer = signed_in("dan").act(papers["missing"], "decide", action="flag")
    assert answer.status_code == 403 and "look at the box" in answer.text


def test_a_delay_case_is_worked_ended_and_opened_again(web_desk, flagged, signed_in):
    """Processable day, verified by one, released by another; the supervisor alone opens it again."""
    client, other = signed_in("carla"), signed_in("dan")
    assert client.act(flagged, "delay/processable", day="2026-02-20").status_code == 302
    for day in ("soon", ""):
        assert client.act(flagged, "delay/processable", day=day).status_code == 422
    assert client.act(flagged, "delay", state="released").status_code == 403
    assert client.act(flagged, "delay", state="verified", note="came in person").status_code == 422
    shown = {"way": "in_person", "all": 2, "pictures": 1, "government": 1}
    assert client.act(flagged, "delay", state="verified", **shown).status_code == 302
    page = client.get(f"/documents/{flagged}").text
    assert "Identity verified" in page and "Documents shown in person (2, 1 with a picture" in page
    assert client.act(flagged, "delay", state="released").status_code == 403
    assert other.act(flagged, "delay", state="released").status_code == 302
    assert state(web_desk, flagged) == "closed"
    assert client.act(flagged, "delay/reopen", reason="wrong person").status_code == 403
    assert signed_in("sue").act(flagged, "delay/reopen", reason="wrong person").status_code == 302
    assert state(web_desk, flagged) == "in_review"


def test_a_reminder_follows_a_letter_only(papers, flagged, signed_in):
    """Nothing was mailed: refused, with the reason."""
    answer = signed_in("carla").act(papers["right"], "delay/remind")
    assert answer.status_code in (404, 409)


def test_documents_shown_in_person_are_counted(web_desk, papers, signed_in):
    """Counts stand on record; impossible ones are refused."""
    client, number = signed_in("carla"), papers["application"]
    content = {"all": 2, "pictures": 2, "government": 1, "center": "Galveston"}
    assert client.act(number, "route", route="tac").status_code == 302
    assert client.act(number, "shown", **content | {"government": 3}).status_code == 422
    assert client.act(number, "shown", **content).status_code == 302
    with web_desk.database.reading() as session:
        assert session.query(Appearance).filter_by(document_id=number).count() == 1
    assert "In person: 2 documents" in client.get(f"/documents/{number}").text


def test_a_guardians_signature_and_a_withdrawal_are_recorded(web_desk, papers, signed_in):
    """A withdrawn application is closed with how it was taken back."""
    client, number = signed_in("carla"), papers["doubtful"]
    assert client.act(number, "guardian", signed="yes").status_code == 302
    assert client.act(number, "withdrawn", reason="").status_code == 422
    assert client.act(number, "withdrawn", reason="by telephone").status_code == 302
    assert state(web_desk, number) == "closed"


def test_an_answer_to_our_letter_takes_the_application_up_again(web_desk, papers, signed_in):
    """The page offers it while the application waits for an answer, and only with what the answer was."""
    unsigned = APPLICATION | {"tin": "400004567", "first_name": "Ruth", "last_name": "Amari", "signature": None}
    number = paperwork.receive_paper(web_desk, "f15227", "2025-01", unsigned, received=date(2025, 12, 22))
    client, path = signed_in("carla"), f"/documents/{number}"
    content = {"action": "write", "reason": "it is not signed"}
    assert client.act(number, "decide", **content).status_code == 302
    assert "Record answer" in client.get(path).text
    assert client.act(number, "answered", how="").status_code == 422
    assert client.act(number, "answered", how="will sign at the center").status_code == 302
    assert state(web_desk, number) == "in_review"
    assert "Record answer" not in client.get(path).text


def test_an_unknown_doubt_cannot_be_decided(papers, signed_in):
    """Only what the rules left open can be cleared."""
    content = {"code": "NO_SUCH_DOUBT", "reason": "because"}
    assert signed_in("carla").act(papers["application"], "doubt", **content).status_code == 422


def test_a_postmark_is_entered_shown_and_taken_back(web_desk, papers, signed_in):
    """It stands beside the received date; a day that cannot be is refused."""
    paper = RETURN | {"refund": "1207"}
    number = paperwork.receive_paper(web_desk, "f1040", "2025", paper, received=date(2026, 2, 28))
    client = signed_in("carla")
    for day, code in (("2026-02-27", 302), ("2027-01-01", 422), ("soon", 422)):
        assert client.act(number, "postmark", postmark=day).status_code == code
    assert "postmark Feb 27, 2026" in client.get(f"/documents/{number}").text
    assert client.act(number, "postmark", postmark="").status_code == 302
    assert "postmark 27" not in client.get(f"/documents/{number}").text


def test_papers_are_split_and_joined(web_desk, papers, signed_in):
    """Split leads to the new paper; joined, the pages are together again."""
    client, number = signed_in("carla"), papers["stranger"]
    answer = client.act(number, "split", page=2)
    new = int(answer.location.rsplit("/", 1)[1])
    assert f"D{number:07d}, Form 1040" in client.get(answer.location).text
    assert client.act(new, "join", other=number).location.endswith(f"/{number}")
    with web_desk.database.reading() as session:
        assert session.query(Page).filter_by(document_id=number).count() == 2


def test_something_in_a_box_that_looked_empty_is_written_down(web_desk, papers, signed_in):
    """The clerk who sees digits says so; the box then waits for others to key it blind."""
    number = paperwork.receive_paper(web_desk, "f1040", "2025", RETURN | {"primary_ip_pin": None})
    client = signed_in("carla")
    answer = client.act(number, "written/primary_ip_pin", value="482913")
    assert answer.status_code == 302
    assert "Key from the paper" in client.get(f"/documents/{number}").text
    assert client.get(f"/key/{number}/primary_ip_pin.jpg").status_code == 403
    assert signed_in("dan").get(f"/key/{number}/primary_ip_pin.jpg").status_code == 200


def test_kept_reports_and_manifests_that_are_not_there(signed_in):
    """Unknown reports, formats and batches are not found."""
    client = signed_in("sue")
    missing = ("delayed/kept/1.csv", "delayed/nothing.csv", "delayed/intake.exe", "notices/batches/99/manifest.csv")
    for path in missing:
        assert client.get(f"/{path}").status_code == 404, path


@pytest.mark.parametrize("name", ["applications", "delayed", "intake", "mail", "reading", "season"])
def test_every_report_downloads(papers, signed_in, name):
    """Each report of the catalog comes as a file to keep."""
    answer = signed_in("ada").get(f"/delayed/{name}.csv")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("act", ["doubt", "shown", "route", "guardian", "withdrawn", "call", "undo"])
def test_what_was_seen_before_a_change_is_not_acted_on(papers, signed_in, act):
    """Somebody changed the document meanwhile: nothing is recorded, and the page says so."""
    content = {"code": "NO_LIMIT", "reason": "seen", "all": 2, "pictures": 2, "government": 1, "route": "tac"}
    content |= {"signed": "yes", "outcome": "passed", "version": 0}
    answer = signed_in("carla").post(f"/documents/{papers['application']}/{act}", data=content)
    assert answer.status_code == 409 and "changed meanwhile" in answer.text


def test_the_call_card_says_in_which_language_and_with_whom_to_talk(web_desk, papers, signed_in):
    """domain 10a: Interpreter where Spanish is checked; domain 10a: Minor dependent, the parent is verified first."""
    child = APPLICATION | {"first_name": "Ines", "tin": "400009012", "language": "es", "dependent": "yes"}
    number = paperwork.receive_paper(web_desk, "f15227", "2025-01", child, received=date(2025, 12, 19))
    client = signed_in("carla")
    asked, plain = (client.get(f"/documents/{one}").text for one in (number, papers["application"]))
    for said in ("with an interpreter on the line", "listed as the parent or guardian"):
        assert said in asked and said not in plain
