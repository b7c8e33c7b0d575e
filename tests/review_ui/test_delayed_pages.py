"""Delayed and reports on screen: figures that lead to their returns, files, the nightly set, the alarm."""

import re

import pytest
from sqlalchemy import delete

from desk.models import DocumentEvent
from desk.office.accounts import Actor
from desk.reports import alarms, catalog, formats, nightly
from desk.system import calendar


def test_each_figure_of_the_grid_leads_to_its_returns(papers, signed_in):
    """Every cell's number is the number of rows behind its link."""
    client = signed_in("sue")
    page = client.get("/delayed/").text
    cells = re.findall(r'<a href="(/delayed/\?[^"]*bucket=[^"]*)"[^>]*aria-label="(\d+):', page)
    assert len(cells) >= 3
    for link, number in cells:
        assert client.get(link.replace("&amp;", "&")).text.count("data-row href") == int(number), link


def test_the_trend_is_told_in_words_and_figures(papers, signed_in):
    """Nobody needs to see the bars."""
    page = signed_in("ada").get("/delayed/").text
    assert re.search(r"\d+ came in and \d+ released or passed on: the backlog", page)
    assert page.count('<td class="nowrap">') > 12


@pytest.mark.long
def test_every_report_downloads_in_each_of_its_formats(papers, signed_in):
    """The buttons of the page all work, and each name leads to its table."""
    client = signed_in("sue")
    shown = client.get("/delayed/").text
    links = re.findall(r'href="(/delayed/\w+\.\w+\?as_of=[^"]+)"', shown)
    assert len(links) == len(formats.FORMATS) * len(catalog.REPORTS)
    made = [link for link in links if ".pdf" not in link or "/season." in link]  # setting each page takes a while
    assert {client.get(link).status_code for link in made} == {200}
    tables = re.findall(r'href="(/delayed/table/\w+\?as_of=[^"]+)"', shown)
    assert len(tables) == len(catalog.REPORTS)
    assert all(client.get(link).status_code == 200 for link in tables)
    assert "Springfield" not in client.get("/delayed/table/delayed").text
    assert client.get("/delayed/table/nothing").status_code == 404


def test_a_control_total_that_fails_is_an_alarm_on_the_home_page(web_desk, papers, signed_in):
    """A document's history is lost behind the desk's back; the night's set finds it and home says so."""
    assert "does not balance" not in signed_in("sue").get("/").text
    with web_desk.database.transaction() as session:
        session.execute(delete(DocumentEvent).where(DocumentEvent.document_id == papers["stranger"]))
    nightly.make(web_desk, calendar.today(), "clock")
    for name in ("sue", "ada"):
        client = signed_in(name)
        page = client.get("/").text
        assert "The intake report of Mar 2, 2026 does not balance" in page
        assert "/delayed/#nightly" in page
        shown = client.get("/delayed/").text
        assert "is not" in shown and "does not balance" in shown
        kept = re.findall(r'href="(/delayed/kept/\d+\.csv)"', shown)
        assert len(kept) == len(catalog.REPORTS) and client.get(kept[0]).status_code == 200
    assert "does not balance" not in signed_in("carla").get("/").text


def test_an_alarm_is_explained_on_the_page_and_settled_by_another_supervisor(web_desk, papers, signed_in):
    """It names its document; who wrote the reason cannot settle it, an auditor only looks; settled, it is listed."""
    with web_desk.database.transaction() as session:
        session.execute(delete(DocumentEvent).where(DocumentEvent.document_id == papers["stranger"]))
    nightly.make(web_desk, calendar.today(), "clock")
    with web_desk.database.reading() as session:
        ringing = alarms.ringing(session)
    sue = signed_in("sue")
    assert f"Look at D{papers['stranger']:07d}" in sue.get("/delayed/").text
    for alarm in ringing:
        told = {"control": alarm.control, "reason": "lost with the disk; the paper is in drawer 4"}
        assert signed_in("ada").post(f"/delayed/alarms/{alarm.report_id}", data=told).status_code == 403
        assert sue.post(f"/delayed/alarms/{alarm.report_id}", data=told).status_code == 302
    assert "Another supervisor settles it" in sue.get("/delayed/").text
    assert sue.post("/delayed/alarms/reasons/1", data={"act": "settle"}).status_code == 403
    assert "does not balance" in sue.get("/").text
    for number in range(1, len(ringing) + 1):
        alarms.settle(web_desk, number, Actor("ruth", "supervisor"))
    assert "does not balance" not in sue.get("/").text
    assert "settled by ruth" in signed_in("ada").get("/delayed/").text


def test_the_figure_of_long_delays_leads_to_just_those(papers, signed_in):
    """From Home: as many returns as the figure says; a limit that is none shows nothing."""
    client = signed_in("ada")
    link, number = re.search(
        r'href="(/delayed/\?bucket=[^"]+)"\s*>\s*<b>(\d+)</b> Delayed over 45', client.get("/").text
    ).groups()
    page = client.get(link).text
    assert page.count("data-row href") == int(number) == 1 and f"D{papers['wrong']:07d}" in page
    assert "1, as of Mar 2, 2026" in page
    assert client.get("/delayed/?bucket=>44").text.count("data-row href") == 0


def test_another_day_keeps_what_was_chosen(papers, signed_in):
    """Reason and days stay when the day of the figures is changed."""
    page = signed_in("ada").get("/delayed/?reason=missing&bucket=46–63").text
    assert '<input type="hidden" name="reason" value="missing">' in page
    assert '<input type="hidden" name="bucket" value="46–63">' in page
