"""An office with a day's paper in it, one of each kind that the screens must show."""

from datetime import date

from desk.office.accounts import Actor
from desk.office.opening import Office
from tests import factories
from tests.review_ui import paperwork
from tests.review_ui.paperwork import APPLICATION, RETURN

CLERK = Actor("carla", "clerk")
PASSWORD = "four plain words here"
PEOPLE = {"mo": "mailroom", "max": "mailroom", "carla": "clerk", "dan": "clerk", "sue": "supervisor", "ada": "auditor"}


def accounts(desk: Office) -> None:
    """One account per name, with its own password already chosen."""
    for name, role in PEOPLE.items():
        factories.account(desk, name, role, PASSWORD)


def paper(desk: Office) -> dict[str, int]:
    """A day's paper; document ids by what they are."""
    records(desk)
    second = RETURN | {"primary_first_name": "Grace", "primary_last_name": "Lin", "primary_ssn": "400003456"}
    omar = RETURN | {"primary_first_name": "Omar", "primary_last_name": "Haddad", "primary_ssn": "400005678"}
    ruth = APPLICATION | {"first_name": "Ruth", "last_name": "Amari", "tin": "400004567", "street": "9 Quarry Ct"}
    letter = {"a": "To whom it may concern,", "b": "please find my PIN below.", "c": "Yours, P. Nobody"}
    zed = RETURN | {"primary_first_name": "Zed", "primary_last_name": "Quux", "primary_ssn": "400009999"}
    doubts = {"tin": paperwork.doubtful("400004561"), "street": paperwork.doubtful("9 Quarry C1")}
    return {
        "application": paperwork.receive_paper(desk, "f15227", "2025-01", APPLICATION, received=date(2025, 12, 19)),
        "doubtful": paperwork.receive_paper(
            desk, "f15227", "2025-01", ruth | {"phone": "4095550188"}, doubts, received=date(2025, 12, 22)
        ),
        "wrong": paperwork.receive_paper(
            desk, "f1040", "2025", RETURN | {"primary_ip_pin": "482918"}, received=date(2026, 1, 8), name="delgado.tif"
        ),
        "missing": paperwork.receive_paper(
            desk, "f1040", "2025", second | {"primary_ip_pin": None}, received=date(2026, 2, 11), name="lin.tif"
        ),
        "right": paperwork.receive_paper(
            desk, "f1040", "2024", omar | {"primary_ip_pin": None}, received=date(2026, 2, 24)
        ),
        "unknown": paperwork.receive_paper(desk, None, None, letter, name="letter.tif"),
        "stranger": paperwork.receive_paper(
            desk,
            "f1040",
            "2025",
            zed | {"street": "1 Nowhere Ln", "zip": "10001", "primary_ip_pin": None},
            received=date(2026, 2, 26),
            name="quux.tif",
        ),
    }


def records(desk: Office) -> None:
    maria = factories.taxpayer(
        desk, "400001234", "Maria", "Delgado", middle_initial="T", street="418 Juniper Ave", enrollment="f15227"
    )
    factories.pin(desk, maria, "482913")
    grace = factories.taxpayer(desk, "400003456", "Grace", "Lin", street="418 Juniper Ave", enrollment="victim")
    factories.pin(desk, grace, "901274")
    factories.taxpayer(desk, "400005678", "Omar", "Haddad", street="418 Juniper Ave")
    place = {"street": "77 Harbor Rd", "city": "Galveston", "state": "TX", "zip": "77550"}
    factories.taxpayer(desk, "400002345", "Daniel", "Okafor", middle_initial="J", **place)
    factories.taxpayer(desk, "400004567", "Ruth", "Amari", **place | {"street": "9 Quarry Ct"})
