"""What is known about one application when it is judged; no names and no numbers."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from desk.program import tin
from desk.program.identity import CallResult, Documents
from desk.program.words import Route


class TinState(StrEnum):
    """What is known about the taxpayer number once it is read or keyed."""

    VALID = "valid"
    MISSING = "missing"
    INVALID = "invalid"


@dataclass(frozen=True)
class ApplicationFacts:
    """Everything known about one application; no names or numbers, only what was found out about them.

    missing, unsettled, illegible: field names that are blank, still to be keyed, or illegible to
    the people who keyed them. agi: whole dollars of the last filed return. dependent: the box for
    parent or guardian is ticked. shared_contact: the same telephone or address stands on
    applications from people with neither a last filed return nor a last name in common.
    letter_sent_on: when what is missing was asked for, call_letter_on: when a time for the call
    was; both without letters that were answered. cleared: doubts that a person has decided.
    risks_before: codes of the risks that an earlier recommendation named.
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
    """The state of a settled number: only an SSN or ITIN is accepted (domain 1.2, 8)."""
    if not value:
        return TinState.MISSING
    return TinState.VALID if tin.valid(value, allow_test) else TinState.INVALID
