"""Where to send and whom to call: the rows of domain 1.5, 1.7 and 3.3 about contacts."""

from datetime import date

import pytest

from desk.program import contacts
from desk.program.contacts import Contact
from desk.program.settings import ProgramSettings

ROWS = [
    ("1.5 mail, 2025", Contact.MAIL, date(2025, 10, 1), "Fresno, CA 93888-0025"),
    ("1.5 mail, 2021 unconfirmed", Contact.MAIL, date(2021, 10, 1), "Fresno, CA 93888-0025"),
    ("1.5 fax, 2025", Contact.FAX, date(2025, 10, 1), "855-807-5720"),
    ("1.5 fax, before: nothing known", Contact.FAX, date(2024, 10, 1), None),
    ("1.5 online, by 2025", Contact.ONLINE, date(2025, 10, 1), "IRS.gov"),
    ("1.5 online, before: nothing known", Contact.ONLINE, date(2024, 10, 1), None),
    ("1.7 appointment, 2021", Contact.APPOINTMENT, date(2021, 1, 1), "844-545-5640"),
    ("1.7 appointment, 2026", Contact.APPOINTMENT, date(2026, 3, 2), "844-545-5640"),
    ("domain 3.3 row 2: telephone, 2021", Contact.LOST_PIN, date(2021, 3, 1), "800-908-4490"),
    ("domain 3.3 row 7: international, 2024", Contact.ABROAD, date(2024, 3, 1), "267-941-1000"),
    ("3.3 international, before: nothing known", Contact.ABROAD, date(2021, 3, 1), None),
]


@pytest.mark.parametrize(("row", "contact", "on", "last_line"), ROWS, ids=[r[0] for r in ROWS])
def test_contacts_by_date(row, contact, on, last_line):
    """The last line of the contact in force, or none where nothing is known."""
    found = contacts.find(contact, on)
    assert (found.lines[-1] if found else None) == last_line


def test_3_3_the_hours_of_each_number_are_told():
    """domain 3.3 row 2: Monday to Friday, 7 to 7 local time. domain 3.3 row 7: 6 a.m. to 11 p.m. Eastern time."""
    lost, abroad = (contacts.find(one, date(2024, 3, 1)) for one in (Contact.LOST_PIN, Contact.ABROAD))
    assert lost.hours == "Monday to Friday, 7 a.m. to 7 p.m. local time"
    assert abroad.hours == "6 a.m. to 11 p.m. Eastern time"


def test_1_5_the_unconfirmed_address_is_a_setting():
    """An office may set where Forms 15227 went to 2024; the confirmed address stays."""
    settings = ProgramSettings(earlier_mail_address=("ELSEWHERE",))
    lines = [contacts.find(Contact.MAIL, date(year, 6, 1), settings).lines[-1] for year in (2024, 2025)]
    assert lines == ["ELSEWHERE", "Fresno, CA 93888-0025"]
