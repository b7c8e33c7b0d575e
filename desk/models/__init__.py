"""The tables, split by noun; import the classes from here."""

from desk.models.base import Base
from desk.models.office import AuditEvent, AuditHead, Reveal, User
from desk.models.papers import Batch, Document, DocumentEvent, Page, Scan
from desk.models.pins import IpPin, LedgerEntry
from desk.models.readings import Keying, Reading
from desk.models.taxpayers import Enrollment, Taxpayer
from desk.models.work import Application, Call, Decision, Delay, DelayEvent, Notice, Person, Recommendation

__all__ = [
    "Application", "AuditEvent", "AuditHead", "Base", "Batch", "Call", "Decision", "Delay", "DelayEvent", "Document",
    "DocumentEvent", "Enrollment", "IpPin", "Keying", "LedgerEntry", "Notice", "Page", "Person", "Reading",
    "Recommendation", "Reveal", "Scan", "Taxpayer", "User",
]  # fmt: skip
