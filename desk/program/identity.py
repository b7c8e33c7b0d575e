"""Whether an applicant's identity is proven, by phone call or in person (domain 1.5, 1.7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Route

COUNTS = "count the documents shown, of those the ones with a picture, of those the ones issued by a government"
"""What is asked of whoever records a visit."""


class CallResult(StrEnum):
    """How one call attempt ended."""

    PASSED = "passed"
    FAILED = "failed"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"


class Way(StrEnum):
    """How the identity behind a flagged return was verified (domain 2.4, 4.1)."""

    LETTER = "letter"
    TELEPHONE = "telephone"
    IN_PERSON = "in_person"


class Identity(StrEnum):
    """The status of the proof of identity."""

    VERIFIED = "verified"
    FAILED = "failed"
    UNREACHED = "unreached"
    PENDING = "pending"
    NO_RULE = "no_rule"


@dataclass(frozen=True)
class Documents:
    """Counts of unexpired identity documents shown in person; the documents are never copied.

    pictures: documents with a picture; government: those of them that a government issued; all: every document shown.
    """

    pictures: int
    government: int
    all: int

    @property
    def possible(self) -> bool:
        """Whether these can be counts of one visit: each kind is part of the one before it."""
        return 0 <= self.government <= self.pictures <= self.all and self.all > 0


def standing(
    route: Route,
    received: date,
    calls: Sequence[CallResult] = (),
    documents: Documents | None = None,
    settings: ProgramSettings = DEFAULTS,
) -> Identity:
    """Return the status of the proof; documents in person count on every route, calls only for Form 15227.

    Insufficient documents do not cancel a passed call.
    """
    in_person = documents is not None or route is Route.TAC
    shown = _in_person(received, documents, settings) if in_person else None
    if CallResult.PASSED in calls and route is not Route.TAC:
        return Identity.VERIFIED
    if shown is not None:
        return shown
    if CallResult.FAILED in calls:
        return Identity.FAILED
    return Identity.UNREACHED if len(calls) >= settings.call_attempts else Identity.PENDING


def contested(
    route: Route,
    received: date,
    calls: Sequence[CallResult] = (),
    documents: Documents | None = None,
    settings: ProgramSettings = DEFAULTS,
) -> bool:
    """Return whether one call failed and another passed, with no proof shown in person (1.5: R07)."""
    proven = standing(route, received, (), documents, settings) is Identity.VERIFIED
    return {CallResult.FAILED, CallResult.PASSED} <= set(calls) and not proven


def _in_person(received: date, shown: Documents | None, settings: ProgramSettings) -> Identity:
    rule = rules.find("documents", received, settings.adopted)
    if rule is None:
        return Identity.NO_RULE
    if shown is None:
        return Identity.PENDING
    names = ("pictures", "government", "all")
    enough = all(getattr(shown, name) >= rule.values[name] for name in names)
    return Identity.VERIFIED if enough else Identity.PENDING
