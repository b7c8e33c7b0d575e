"""The states that rows can have, as they are stored: one closed set for each table that has states.

Which state may follow which is said by the state machines in `desk/lifecycle/states.py`. A state is stored and sent as
its value; a row that is read again holds the plain value, which equals the member.
"""

from enum import StrEnum


class ScanState(StrEnum):
    """How far one file is read."""

    RECEIVED = "received"
    READING = "reading"
    READ = "read"
    EXCEPTION = "exception"


class DocumentState(StrEnum):
    """How far a document is worked."""

    RECEIVED = "received"
    READING = "reading"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    EXCEPTION = "exception"
    CLOSED = "closed"


class ApplicationState(StrEnum):
    """How far a PIN application is, next to the state of its document."""

    OPEN = "open"
    CALL_PENDING = "call_pending"
    IDENTITY_VERIFIED = "identity_verified"
    IDENTITY_FAILED = "identity_failed"
    WRITTEN = "written"
    APPROVED = "approved"
    ISSUED = "issued"
    MAILED = "mailed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class NoticeState(StrEnum):
    """Where a letter is."""

    DRAFT = "draft"
    GATHERED = "gathered"
    PRINTED = "printed"
    SPOILED = "spoiled"
    MAILED = "mailed"
    RETURNED = "returned"
    CANCELED = "cancelled"  # spelled as it has always been stored


class PrintingState(StrEnum):
    """Where one copy of a letter is."""

    GATHERED = "gathered"
    PRINTED = "printed"
    SPOILED = "spoiled"
    MAILED = "mailed"
    RETURNED = "returned"


class PrintBatchState(StrEnum):
    """How far a print batch is."""

    GATHERED = "gathered"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    DISSOLVED = "dissolved"


class RequestState(StrEnum):
    """How far a request for a lost PIN, or a visit in person, is."""

    REVIEW = "review"
    REFUSED = "refused"
    APPROVED = "approved"
    ISSUED = "issued"


class ReleaseState(StrEnum):
    """How far a request for a release is; ``ended``: something else happened to the return first."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class AddressState(StrEnum):
    """How far a request for a change of address is."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class DelayCause(StrEnum):
    """What delays a return: whether its signer is who they say, or something that it lacks (domain.md 4.5, 10a)."""

    IDENTITY = "identity"
    SIGNATURE = "signature_missing"
    PAGE = "page_missing"


class DelayState(StrEnum):
    """How far the case of a delayed return is."""

    OPEN = "open"
    LETTER_SENT = "letter_sent"
    NO_REPLY = "no_reply"
    VERIFIED = "verified"
    COMPLETED = "completed"
    IDENTITY_THEFT = "identity_theft"
    RELEASED = "released"


class TheftState(StrEnum):
    """How far an identity-theft case is."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
