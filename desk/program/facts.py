"""The facts about one application that the rules judge, without names and numbers."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from desk.program import tin
from desk.program.identity import CallResult, Documents
from desk.program.words import Route


class TinState(StrEnum):
    """The state of a TIN that was read or keyed."""

    VALID = "valid"
    MISSING = "missing"
    INVALID = "invalid"


@dataclass(frozen=True)
class ApplicationFacts:
    """Everything known about one application: the results of checks on names and numbers, not the values.

    missing, unsettled, illegible: names of fields that are blank, still to be keyed, or illegible to the people who
    keyed them. agi: adjusted gross income of the last filed return in whole dollars. dependent: the box for parent or
    guardian is checked. shared_contact: the phone number or address is also on applications from people who share
    neither a last filed return nor a last name. letter_sent_on: the day of the letter that asked for missing items;
    call_letter_on: of the letter that asked for a time to call; neither counts once it was answered. cleared: doubts
    that a person decided. risks_before: codes of risks in earlier recommendations.
    """

    received: date
    today: date
    revision: str | None
    route: Route = Route.F15227
    missing: frozenset[str] = frozenset()
    unsettled: frozenset[str] = frozenset()
    illegible: frozenset[str] = frozenset()
    tin_state: TinState = TinState.VALID
    phone_valid: bool = True
    signed: bool = True
    dated: bool = True
    signature_date: date | None = None
    language: str | None = "en"
    matched: bool = True
    name_agrees: bool = True
    deceased: bool = False
    already_has_pin: bool = False
    duplicate_open: bool = False
    agi: int | None = None
    filing_status: str | None = None
    last_filed_year: int | None = None
    address_differs: bool = False
    address_changed_on: date | None = None
    shared_contact: bool = False
    dependent: bool = False
    minor: bool = False
    signed_by_guardian: bool | None = None
    calls: tuple[CallResult, ...] = ()
    documents: Documents | None = None
    letter_sent_on: date | None = None
    call_letter_on: date | None = None
    cleared: frozenset[str] = field(default_factory=frozenset)
    risks_before: frozenset[str] = field(default_factory=frozenset)


def tin_state(value: str | None, allow_test: bool = False) -> TinState:
    """Return the state of a settled TIN: only an SSN or ITIN is accepted (domain 1.2, 8)."""
    if not value:
        return TinState.MISSING
    return TinState.VALID if tin.valid(value, allow_test) else TinState.INVALID
