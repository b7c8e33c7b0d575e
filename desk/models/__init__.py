"""The tables, one module per subject; import the classes from here."""

from desk.models.clerks import Lease, Note, Sample
from desk.models.columns import Base
from desk.models.mailing import MailBatch, Notice, NoticeEvent, Printing, ReplacementRequest
from desk.models.office import AuditEvent, AuditHead, MachineStart, Reveal, User
from desk.models.papers import Batch, Document, DocumentEvent, Locator, Page, Refusal, Scan
from desk.models.pins import ComparedNumber, IpPin, LedgerEntry
from desk.models.protection import writing
from desk.models.readings import Keying, Reading
from desk.models.releases import ReleaseRequest, Verification
from desk.models.taxpayers import AddressChange, Enrollment, RecordChange, Taxpayer
from desk.models.theft import TheftCase, TheftPaper
from desk.models.visits import Visit
from desk.models.work import (
    Appearance,
    Application,
    ApplicationEvent,
    Call,
    Clearance,
    Decision,
    Delay,
    DelayEvent,
    FrozenRefund,
    Person,
    Recommendation,
)
from desk.models.yearly import AlarmReason, KeptReport, SeasonOutcome, SeasonRun

writing.attend(Base)

__all__ = [
    "AddressChange", "AlarmReason", "Appearance", "Application", "ApplicationEvent", "AuditEvent", "AuditHead", "Base",
    "Batch", "Call", "Clearance", "ComparedNumber", "Decision", "Delay", "DelayEvent", "Document", "DocumentEvent",
    "Enrollment", "FrozenRefund", "IpPin", "KeptReport", "Keying", "Lease", "LedgerEntry", "Locator", "MachineStart",
    "MailBatch",
    "Note", "Notice", "NoticeEvent", "Page", "Person", "Printing", "Reading", "Recommendation", "RecordChange",
    "Refusal", "ReleaseRequest", "ReplacementRequest", "Reveal", "Sample", "Scan", "SeasonOutcome", "SeasonRun",
    "Taxpayer", "TheftCase", "TheftPaper", "User", "Verification", "Visit",
]  # fmt: skip
