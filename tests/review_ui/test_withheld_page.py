"""Numbers tried: a supervisor looks at where they came from and says whether the answers count."""

from desk.mailroom import receive
from desk.office import accounts
from desk.pins import efile
from desk.program.words import Role
from desk.system import calendar
from tests import factories as make

PLACE = "/numbers-tried/"


def test_a_supervisor_looks_and_the_alarm_ends(web_desk, signed_in):
    """Home leads there; no number is shown; a clerk may not look; a reason is wanted; then the alarm is gone."""
    person = make.taxpayer(web_desk, "400008888", "Ada", "Park", enrollment="victim")
    make.pin(web_desk, person, "731905")
    for number in ("111111", "222222", "333333", "731905"):
        efile.check(web_desk, "400008888", number, Role.PRIMARY, calendar.today())
    chief = signed_in("sue")
    page = chief.get(PLACE).text
    assert 'role="alert"' in chief.get("/").text and PLACE in chief.get("/").text
    assert "Ada Park" in page and not any(one in page for one in ("731905", "333333", "400008888"))
    assert signed_in("carla").post(f"{PLACE}{person}/2026").status_code == 403
    assert "Say what you found" in chief.post(f"{PLACE}{person}/2026", follow_redirects=True).text
    told = chief.post(f"{PLACE}{person}/2026", data={"tell": "yes", "reason": "seen"}, follow_redirects=True).text
    assert "Nothing is withheld" in told and PLACE not in chief.get("/").text
    assert efile.check(web_desk, "400008888", "731905", Role.PRIMARY, calendar.today()) == "match"


def test_what_the_watched_folder_brought_is_told_once_another_has_closed_its_batch(web_desk, signed_in):
    """Until then the page says so and offers to keep it withheld; the other button sent all the same is refused."""
    person = make.taxpayer(web_desk, "400007777", "Ida", "Rowe", enrollment="victim")
    make.pin(web_desk, person, "731905")
    whose = {"primary_ssn": make.read("400007777"), "primary_last_name": make.read("Rowe")}
    for number in ("111111", "222222", "333333", "731905"):
        receipt = receive.receive(web_desk, number.encode(), "a.pdf", batch="found", actor=accounts.WATCHER)
        form = make.a_return(primary_first_name=make.read("Ida"), primary_ip_pin=make.read(number), **whose)
        make.read_scan(web_desk, receipt.scan_id, form)
    chief = signed_in("sue")
    page = chief.get(PLACE).text
    assert "closes their batch first" in page and "Show the answers" not in page and "Keep them withheld" in page
    assert chief.post(f"{PLACE}{person}/2026", data={"tell": "yes", "reason": "seen"}).status_code == 403
