"""The audit page: searched, paged, saved, its chain checked; people, thresholds and rules to read."""

import csv
import io
import re

from desk.documents import labels
from desk.office import accounts, anchoring
from desk.reports import trail


def test_the_chain_is_checked_at_once_and_in_parts(papers, signed_in):
    """The button without a script, and the parts that the script asks for, find it whole."""
    client = signed_in("ada")
    assert "all in place" in client.post("/audit/verify").text
    part = client.post("/audit/verify/0").json
    assert part["broken_at"] is None and part["ended"]
    assert client.post(f"/audit/verify/{part['last']}").json["ended"]


def test_the_page_tells_what_the_anchors_say(web_desk, papers, signed_in):
    """With and without a script."""
    anchoring.write(web_desk)
    file = anchoring.folder(web_desk.settings) / "2026-03-02.txt"
    file.write_text(file.read_text().replace("event ", "event 7"))
    client = signed_in("ada")
    assert "was not made by this desk, or was changed" in client.post("/audit/verify").text
    assert "was not made by this desk" in client.post("/audit/verify/0").json["doubt"]
    file.unlink()


def test_a_search_narrows_the_page_and_its_file_alike(web_desk, papers, signed_in):
    """Who, what, which document, which days: the same on screen and in the file."""
    client = signed_in("ada")
    query = "actor=reader&action=scan.read&first=2026-03-02&last=2026-03-02"
    rows = list(csv.DictReader(io.StringIO(client.get(f"/audit/events.csv?{query}").text)))
    assert rows and {(row["actor"], row["action"]) for row in rows} == {("reader", "scan.read")}
    assert client.get(f"/audit/?{query}").text.count('<td class="right number">') == min(len(rows), 100)
    assert "No such event" in client.get("/audit/?document=D0009999").text
    assert "No such event" in client.get("/audit/?last=2026-03-01").text
    assert client.get("/audit/?first=soon").status_code == 422
    assert client.get("/audit/events.exe").status_code == 404
    assert client.get("/audit/events.xlsx").data.startswith(b"PK")


def test_the_trail_is_paged_to_its_first_event(web_desk, papers, signed_in):
    """Earlier events, again and again, end at event 1 without leaving one out."""
    client, seen, address = signed_in("ada"), [], "/audit/"
    while address:
        page = client.get(address).text
        seen += [int(number) for number in re.findall(r'<td class="right number">(\d+)</td>', page)]
        earlier = re.search(r'href="(/audit/\?[^"]*before=\d+[^"]*)">Earlier', page)
        address = earlier[1].replace("&amp;", "&") if earlier else None
    assert seen == list(range(seen[0], 0, -1))
    with web_desk.database.reading() as session:
        assert seen[0] == trail.count(session)


def test_people_thresholds_and_rules_are_shown_and_cannot_be_changed(web_desk, papers, signed_in):
    """Every account, the odds that settle a doubtful PIN, the rule of today: no form on the page."""
    for name in ("sue", "ada"):
        page = signed_in(name).get("/audit/rules").text
        main = page[page.index("<main") : page.index("</main>")]
        with web_desk.database.reading() as session:
            assert all(user.name in main for user in accounts.everyone(session))
        assert "IPPIN_PIN_DOUBT" in main and "Income limit" in main
        assert "<form" not in main and "<input" not in main
    assert signed_in("carla").get("/audit/rules").status_code == 403


def test_events_stand_in_words_with_the_names_of_people(papers, signed_in):
    """What is kept as a code is told as a sentence's words; the file keeps the code."""
    page = signed_in("ada").get("/audit/?actor=carla").text
    assert "User signed in" in page and "user carla" in page
    assert labels.event("decision.flag") == "Decision: flag"
    assert labels.event("field.blind") == "Box keyed blind"
    assert labels.numbered("mail_batch", 1) == "B00001" and labels.numbered("scan", 12) == "scan 12"
    assert "user.signed_in" in signed_in("ada").get("/audit/events.csv?actor=carla").text


def test_every_threshold_that_people_feel_is_shown(signed_in):
    """Also the shares of the second looks and how long a document stays with a browser that died."""
    page = signed_in("ada").get("/audit/rules").text
    shares = ("IPPIN_SAMPLE_READINGS", "IPPIN_SAMPLE_CLAIMS", "IPPIN_SAMPLE_DECISIONS", "IPPIN_PIN_RIGHT")
    for name in (*shares, "IPPIN_CLAIM_SECONDS", "IPPIN_IDLE_MINUTES"):
        assert name in page


def test_no_choice_is_shown_that_nothing_goes_by(signed_in):
    """Dates of the filing season decide nothing at this desk; those of the closed season do."""
    page = signed_in("ada").get("/audit/rules").text
    assert "Closes default" in page and "Extended default" not in page
