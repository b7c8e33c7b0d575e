"""Lost PINs: every row of domain 3.3."""

from dataclasses import replace
from datetime import date

import pytest

from desk.program import replacement
from desk.program.replacement import Channel, Request
from desk.program.settings import ProgramSettings
from desk.program.words import Route

ASKED = Request(date(2025, 3, 3), Channel.PHONE, Route.F15227, date(2023, 2, 1))
ONLINE = {"route": Route.ONLINE}
ROWS = [
    # row, changes, allowed
    ("domain 3.3 row 2: mailed within 21 days, 2021", {"requested": date(2021, 3, 1)}, True),
    ("domain 3.3 row 2: mailed within 21 days, 2025", {}, True),
    (
        "domain 3.3 row 3: moved since 1 January, 2021",
        {"requested": date(2021, 3, 1), "moved_on": date(2021, 1, 1)},
        False,
    ),
    (
        "domain 3.3 row 3: moved before 1 January, 2021",
        {"requested": date(2021, 3, 1), "moved_on": date(2020, 12, 31)},
        True,
    ),
    (
        "domain 3.3 row 3: moved, 2022: nothing known",
        {"requested": date(2022, 3, 1), "moved_on": date(2022, 2, 1)},
        None,
    ),
    ("domain 3.3 row 3: moved, 2024: bar gone", {"requested": date(2024, 3, 1), "moved_on": date(2024, 2, 1)}, True),
    ("domain 3.3 row 4: 14 October is the last day", {"requested": date(2025, 10, 14)}, True),
    ("domain 3.3 row 4: after 14 October", {"requested": date(2025, 10, 15)}, False),
    ("domain 3.3 row 4: after 14 October, 2021", {"requested": date(2021, 10, 15)}, False),
    (
        "domain 3.3 row 4: after 14 October, returns filed",
        {"requested": date(2025, 10, 15), "returns_filed": True},
        True,
    ),
    ("domain 3.3 row 4: to 14 October 2026", {"requested": date(2026, 10, 14)}, True),
    ("domain 3.3 row 4: after 14 October 2026: nothing known", {"requested": date(2026, 10, 15)}, None),
    ("domain 3.3 row 5: online, 2021", {"requested": date(2021, 3, 1), **ONLINE, "since": date(2020, 3, 1)}, True),
    ("domain 3.3 row 5: online, 2023: nothing known", {"requested": date(2023, 3, 1), **ONLINE}, None),
    (
        "domain 3.3 row 5: online after 2019, 2024",
        {"requested": date(2024, 3, 1), **ONLINE, "since": date(2020, 1, 1)},
        False,
    ),
    (
        "domain 3.3 row 5: online to 2019, 2024",
        {"requested": date(2024, 3, 1), **ONLINE, "since": date(2019, 12, 31)},
        True,
    ),
    ("domain 3.3 row 6: minor by telephone, 2024", {"requested": date(2024, 3, 1), "minor": True}, True),
    (
        "domain 3.3 row 6: minor by letter, 2024",
        {"requested": date(2024, 3, 1), "minor": True, "channel": Channel.LETTER},
        False,
    ),
    ("domain 3.3 row 6: minor, 2022: nothing known", {"requested": date(2022, 3, 1), "minor": True}, None),
    ("domain 3.3 row 1: closed in November", {"requested": date(2025, 11, 20), "returns_filed": True}, False),
    ("domain 3.3 row 1: closed in January", {"requested": date(2025, 1, 5)}, True),
    ("identity not proven", {"identity_proven": False}, None),
    ("nothing to replace", {"current": False}, None),
    ("deceased", {"deceased": True}, False),
    ("once more than the office allows", {"already": 2}, None),
]


@pytest.mark.parametrize(("row", "changes", "allowed"), ROWS, ids=[r[0] for r in ROWS])
def test_whether_a_replacement_is_mailed(row, changes, allowed):
    """Allowed, refused or, where nothing is known, a person's matter; always with reasons."""
    got = replacement.judge(replace(ASKED, **changes))
    assert got.allowed is allowed
    assert got.reasons
    assert (got.mail_on is None) is (allowed is not True)


def test_3_3_mailing_days():
    """domain 3.3 row 2: at once and within 21 days; in early January not before issuing reopens."""
    got = replacement.judge(ASKED)
    assert (got.mail_on, got.mail_by) == (date(2025, 3, 3), date(2025, 3, 24))
    early = replacement.judge(replace(ASKED, requested=date(2025, 1, 5)))
    assert (early.mail_on, early.mail_by) == (date(2025, 1, 15), date(2025, 1, 26))


def test_3_3_same_or_new_number_is_a_setting_but_an_exposed_one_is_never_mailed_again():
    """domain 3.3 row 9: a new number unless the office says otherwise, and always when somebody else may know it."""
    same = ProgramSettings(replacement_same_number=True)
    assert replacement.judge(ASKED).same_number is False
    assert replacement.judge(ASKED, same).same_number is True
    assert replacement.judge(replace(ASKED, exposed=True), same).same_number is False


def test_a_refusal_stands_before_an_open_question():
    """When one rule refuses, no person is asked about another."""
    got = replacement.judge(replace(ASKED, deceased=True, requested=date(2026, 10, 20)))
    assert got.allowed is False
