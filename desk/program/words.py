"""The vocabulary of the rules: closed lists, each word with its meaning in plain English."""

from enum import StrEnum


class Role(StrEnum):
    """The person to whom a box on a return belongs. Dependents are ignored on paper (domain 4.2 row 12)."""

    PRIMARY = "primary"
    SPOUSE = "spouse"
    DEPENDENT = "dependent"


class FormKind(StrEnum):
    """The purpose of a form, which determines what can be decided about its document."""

    TAX_RETURN = "tax_return"
    PIN_APPLICATION = "pin_application"
    THEFT_AFFIDAVIT = "theft_affidavit"


class Action(StrEnum):
    """The action for a whole document: what the desk recommends and what a person decides."""

    RELEASE = "release"
    KEY = "key"
    FLAG = "flag"
    SCREEN = "screen"
    APPROVE = "approve"
    CALL = "call"
    WRITE = "write"
    REJECT = "reject"
    REVIEW = "review"


class Route(StrEnum):
    """How a person was enrolled (domain 1.7)."""

    F15227 = "f15227"
    TAC = "tac"
    ONLINE = "online"
    VICTIM = "victim"
    PILOT = "pilot"


class Outcome(StrEnum):
    """The outcome for one signer of a return (domain 4.2)."""

    MATCH = "match"
    MISSING = "missing"
    MISMATCH = "mismatch"
    MALFORMED = "malformed"
    RECHECK = "recheck"
    STALE_YEAR = "stale_year"
    SWAPPED = "swapped"
    SUPERSEDED = "superseded"
    NOT_REQUIRED = "not_required"
    UNEXPECTED = "unexpected"
    NO_BOX = "no_box"
    UNMATCHED = "unmatched"
    NO_PIN_ISSUED = "no_pin_issued"
    WITHHELD = "withheld"

    @property
    def text(self) -> str:
        """The outcome as the end of a sentence about one signer."""
        return _OUTCOMES[self.value]


class ReadingState(StrEnum):
    """How sure the text of a field is. A value that was read or is blank is trusted; a person settles the others."""

    READ = "read"
    SUSPECT = "suspect"
    BLANK = "blank"
    ILLEGIBLE = "illegible"


TRUSTED = (ReadingState.READ, ReadingState.BLANK)
"""The states in which a reading may be used without another check."""


class ValueSource(StrEnum):
    """Who settled the value of a field: the machine alone, or people; unsettled if they disagree or too few keyed."""

    MACHINE = "machine"
    KEYED = "keyed"
    UNSETTLED = "unsettled"


class KeyingMode(StrEnum):
    """How a person keyed a field: blind, from the snippet alone, or as a correction beside the reading."""

    BLIND = "blind"
    CORRECTION = "correction"


class Reject(StrEnum):
    """Why an application is rejected (domain 1.5)."""

    R01 = "R01"
    R02 = "R02"
    R03 = "R03"
    R04 = "R04"
    R05 = "R05"
    R06 = "R06"
    R07 = "R07"
    R08 = "R08"
    R09 = "R09"
    R10 = "R10"
    R11 = "R11"

    @property
    def text(self) -> str:
        """The reason in one plain sentence."""
        return _REJECTS[self.value]


_OUTCOMES = {
    "match": "the IP PIN agrees with the record",
    "missing": "an IP PIN is required and none can be read from the box",
    "mismatch": "the number in the box is not the IP PIN on record",
    "malformed": "the entry is not a six-digit IP PIN",
    "recheck": "the box could not be read with certainty",
    "stale_year": "the number is last year's IP PIN",
    "swapped": "the number is the other spouse's IP PIN",
    "superseded": "the number is an IP PIN that has since been replaced",
    "not_required": "no IP PIN is required and none was seen in the box",
    "unexpected": "a number is entered although no IP PIN is required",
    "no_box": "this form has no box for this signer's IP PIN",
    "unmatched": "the taxpayer could not be found by number and name",
    "no_pin_issued": "an IP PIN is required but none was issued for this year (our fault)",
    "withheld": "too many different numbers were compared for this taxpayer this year; whether this one agrees is "
    "withheld until a supervisor has looked",
}

_REJECTS = {
    "R01": "This person already has an IP PIN or was notified that one is coming.",
    "R02": "The taxpayer number is missing, malformed, or not an SSN or ITIN.",
    "R03": "The name does not agree with the record for this taxpayer number.",
    "R04": "The adjusted gross income on the last filed return is over the limit.",
    "R05": "There is no usable telephone number for the identity call.",
    "R06": "The application is not signed and dated by the person named on it or their guardian.",
    "R07": "The identity check by telephone failed; an assistance center can check in person.",
    "R08": "The applicant could not be reached by telephone.",
    "R09": "Another application from the same person is already open.",
    "R10": "The application cannot be read, even after it was keyed twice.",
    "R11": "The record shows that the taxpayer has died.",
}
