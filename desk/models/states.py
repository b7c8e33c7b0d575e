"""The states that rows can have, as they are stored: one closed set for each table that has states.

The state machines in `desk/lifecycle/states.py` say which state may follow which. A state is stored and sent as its
value; a row that is read again has the plain value, which equals the member.
"""

from enum import StrEnum


class ScanState(StrEnum):
    """The progress of reading one file."""

    RECEIVED = "received"
    READING = "reading"
    READ = "read"
    EXCEPTION = "exception"


class DocumentState(StrEnum):
    """The progress of the work on a document."""

    RECEIVED = "received"
    READING = "reading"
    IN_REVIEW = "in_review"
    DECIDED = "decided"
    EXCEPTION = "exception"
    CLOSED = "closed"


class ApplicationState(StrEnum):
    """The progress of a PIN application, in addition to the state of its document."""

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
    """The progress of a letter."""

    DRAFT = "draft"
    GATHERED = "gathered"
    PRINTED = "printed"
    SPOILED = "spoiled"
    MAILED = "mailed"
    RETURNED = "returned"
    CANCELED = "cancelled"  # spelled as it has always been stored


class PinStatus(StrEnum):
    """The status of an IP PIN; at most one of a person and year is current."""

    CURRENT = "current"
    EXPIRED = "expired"
    REPLACED = "replaced"
    REVOKED = "revoked"


class LedgerKind(StrEnum):
    """What an entry in the ledger says about an IP PIN."""

    ISSUE = "issue"
    IMPORT = "import"
    REPLACE = "replace"
    REVOKE = "revoke"
    EXPIRE = "expire"


class PrintingState(StrEnum):
    """The progress of one copy of a letter."""

    GATHERED = "gathered"
    PRINTED = "printed"
    SPOILED = "spoiled"
    MAILED = "mailed"
    RETURNED = "returned"


class PrintBatchState(StrEnum):
    """The progress of a print batch."""

    GATHERED = "gathered"
    RELEASED = "released"
    CONFIRMED = "confirmed"
    DISSOLVED = "dissolved"


class RequestState(StrEnum):
    """The progress of a request for a lost PIN, or of a visit in person."""

    REVIEW = "review"
    REFUSED = "refused"
    APPROVED = "approved"
    ISSUED = "issued"


class ReleaseState(StrEnum):
    """The progress of a request for a release; ``ended``: another act on the return came first."""

    OPEN = "open"
    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


class AddressState(StrEnum):
    """The progress of a request for a change of address."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class DelayCause(StrEnum):
    """What delays a return: doubt about the identity of its signer, or something that it lacks (domain.md 4.5, 10a)."""

    IDENTITY = "identity"
    SIGNATURE = "signature_missing"
    PAGE = "page_missing"


class DelayState(StrEnum):
    """The progress of the case of a delayed return."""

    OPEN = "open"
    LETTER_SENT = "letter_sent"
    NO_REPLY = "no_reply"
    VERIFIED = "verified"
    COMPLETED = "completed"
    IDENTITY_THEFT = "identity_theft"
    RELEASED = "released"


class TheftState(StrEnum):
    """The progress of an identity-theft case."""

    OPEN = "open"
    RESOLVED = "resolved"
    WITHDRAWN = "withdrawn"
