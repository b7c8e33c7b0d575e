"""Values that the rules leave to the office because no source confirms them, with defaults.

Each field names its section of domain.md. Confirmed figures are in the rule book and cannot be set here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

REPLY_DAYS = 30
"""Days in which a taxpayer must answer a letter about a delayed return; the letter and the list of delays use it."""


def _unconfirmed_limits() -> dict[int, tuple[int, int]]:
    return {2022: (73_000, 146_000), 2024: (79_000, 158_000)}


def _known_reopenings() -> dict[int, date]:
    return {2021: date(2021, 1, 12), 2022: date(2022, 1, 10)}


def _known_openings() -> dict[int, date]:
    return {2022: date(2022, 1, 24)}


@dataclass(frozen=True)
class ProgramSettings:
    """Office settings for the program rules. Days are calendar days; dates without a year are (month, day)."""

    # 1.4: year -> (individual, joint) in whole dollars, for years without a confirmed figure.
    income_limits: Mapping[int, tuple[int, int]] = field(default_factory=_unconfirmed_limits)
    # Rules that the office adopts where domain.md has none: "subject.year" -> rule id.
    adopted: Mapping[str, str] = field(default_factory=dict)
    # 1.5 [R]: calls before a letter is sent; [P]: days allowed for an answer to a letter.
    call_attempts: int = 3
    answer_days: int = 30
    # [P]: how long a change of address counts as recent.
    recent_address_days: int = 60
    # [P]: days in the mail after which a taxpayer must have a letter.
    letter_days: int = 10
    # [P]: how many days a letter with an IP PIN waits after the address of record was changed.
    changed_address_days: int = 14
    # 1.5: first day after receipt on which a later-rule PIN may be issued (wait is a limit).
    issue_after_days: int = 0
    # 2.2, 5: the season. Exact days by year where known, else these.
    closes_default: tuple[int, int] = (11, 15)
    reopens_default: tuple[int, int] = (1, 15)
    closes: Mapping[int, date] = field(default_factory=dict)
    reopens: Mapping[int, date] = field(default_factory=_known_reopenings)
    case_cutoff: tuple[int, int] = (11, 15)
    # 5: filing season. Opening days by year where known; due dates [R], by year where they vary.
    filing_opens: Mapping[int, date] = field(default_factory=_known_openings)
    due_default: tuple[int, int] = (4, 15)
    extended_default: tuple[int, int] = (10, 15)
    due: Mapping[int, date] = field(default_factory=dict)
    extended: Mapping[int, date] = field(default_factory=dict)
    mailing_starts: tuple[int, int] = (12, 15)
    mailing_ends: tuple[int, int] = (1, 8)
    # 2.2, 1.7: enrolled before this day counts as an early holder ("before 2019/2020").
    early_holder_before: date = date(2019, 1, 1)
    # 3.3 [R]: a mailed replacement carries a new number; [P]: how many in a calendar year.
    replacement_same_number: bool = False
    replacements_per_year: int = 2
    # 3.5 [R]: first tax year of Form 1040 with two boxes.
    first_two_box_year: int = 2018
    # 5 [P]: days around January 1 in which the year of a return may be in doubt, whether a
    # supervisor has allowed either year's PIN, and how many days mail may plausibly take.
    year_edge_days: int = 10
    accept_either_year: bool = False
    transit_days: int = 60
    # 1.5 [R]: the address for Forms 15227 before the current one was confirmed; by default the same.
    earlier_mail_address: tuple[str, ...] = (
        "Department of the Treasury",
        "Internal Revenue Service",
        "Fresno, CA 93888-0025",
    )
    # 2.1 [C-layout]: the office at the head of a letter, as on the one notice that was available.
    sender: tuple[str, ...] = ("Submission Processing", "Kansas City, MO 64999-0017")
    # 7: the mailer id that the Postal Service gave the office (6 or 9 digits; none: no barcode above the address), and
    # the service of its mail [R]: First-Class without additional services.
    mailer_id: str = ""
    mail_service: str = "300"
    # 6.1: the office's file location code; by default that of the example.
    file_location: str = "28"
    # 2.4: a flagged return is confirmed by phone; its number is not known, so the one of 3.3 is used.
    verify_phone: str = "800-908-4490"
    # 4.3 [R]: code for a dependent's PIN that does not agree (IND-996 alone is confirmed).
    dependent_mismatch_suffix: str = "996"


DEFAULTS = ProgramSettings()
