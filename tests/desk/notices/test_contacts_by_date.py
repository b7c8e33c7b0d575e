"""Letters name what was known on their day: address, fax and telephone numbers by the dated rules (domain 1.5, 3.3)."""

import dataclasses
from datetime import date

import pytest

from desk import errors
from desk.notices import inspect, layout, rendered
from desk.program.settings import DEFAULTS
from tests.desk.notices import examples

IN_2021, IN_2024, IN_2025 = date(2021, 6, 1), date(2024, 12, 31), date(2025, 1, 1)
FAX, FRESNO = "855-807-5720", "Fresno, CA"
ELSEWHERE = dataclasses.replace(DEFAULTS, earlier_mail_address=("IRS", "Elsewhere, OH 45999"))


def dated(day: date, language: str, **other) -> list:
    """The two letters that say where an application is sent, as of a day."""
    years = {"notice_date": day, "received": day.replace(month=1, day=1), **other}
    due = day.replace(year=day.year + 1)
    return [
        examples.a_request(language, items=examples.missing.ITEMS, reply_due=due, **years),
        examples.a_rejection(language, reason="R06", more=("R02", "R10"), **years),
    ]


def printed(letter) -> str:
    """The words of the letter as they stand on the sheet, which passes its checks."""
    pdf = layout.draw(letter.letter())
    assert inspect.check(pdf, letter) == []
    return " ".join(" ".join(rendered.lines(rendered.read(pdf).marks)).split())


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("day", "settings", "fax", "place"),
    [
        (IN_2021, DEFAULTS, False, FRESNO),
        (IN_2021, ELSEWHERE, False, "Elsewhere, OH"),
        (IN_2024, ELSEWHERE, False, "Elsewhere, OH"),
        (IN_2025, ELSEWHERE, True, FRESNO),
        (date(2026, 3, 2), DEFAULTS, True, FRESNO),
    ],
)
def test_a_letter_names_only_what_was_known_on_its_day(language, day, settings, fax, place):
    """No fax number before 2025; where applications went until then, the office says (default: the later address)."""
    for letter in dated(day, language, settings=settings):
        words = printed(letter)
        assert place in words and (FAX in words) is fax and ("fax" in words.lower()) is fax
        assert ("Elsewhere" in words) is (place != FRESNO)


def test_what_nobody_confirmed_is_the_offices_to_set():
    """The head of the letter, and whom to call about a flagged return."""
    own = dataclasses.replace(DEFAULTS, sender=("Return Integrity", "Ogden, UT 84201"), verify_phone="800-555-0100")
    words = printed(examples.a_verification(settings=own))
    assert "Return Integrity" in words and "Ogden, UT 84201" in words and "800-555-0100" in words
    assert "Kansas City" not in words and "Kansas City" in printed(examples.a_verification())


def test_a_letter_of_a_day_without_contacts_is_not_made():
    """Before the program's rules begin nothing is invented; a CP01A of December 2020 names no address for forms."""
    early = {"notice_date": date(2020, 12, 15), "received": date(2020, 12, 1), "reply_due": date(2021, 1, 15)}
    with pytest.raises(errors.InvalidInput):
        examples.a_verification(notice_date=date(2017, 5, 1), received=date(2017, 4, 1)).letter()
    with pytest.raises(errors.InvalidInput):
        examples.a_request(**early).letter()
    assert "800-908-4490" in printed(examples.a_cp01a(notice_date=early["notice_date"], calendar_year=2021))
