"""Paper as received: batches, scans (one file each), pages, and documents (one form each)."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.models import numbers
from desk.models.columns import Base, Moment
from desk.models.protection.seals import SealedBytes
from desk.models.states import DocumentState, ScanState

_REPLACED = text("replaced_by_id IS NOT NULL")
_RESCANNED = text("rescan_id IS NOT NULL")
_SUCCEEDED = text("successor_id IS NOT NULL")


class Batch(Base):
    """Paper received together; its received date is protected.

    ``expected_pages`` is what somebody counted by hand: written pages, without batch sheets and blank backs.
    """

    __tablename__ = "batch"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    received_date: Mapped[date]
    operator: Mapped[str]
    site: Mapped[str] = mapped_column(default="main")
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by: Mapped[str | None]
    expected_pages: Mapped[int | None]


class Scan(Base):
    """One file as received. ``state``: received, reading, read, exception.

    While it is read, ``lease_token`` names the one reader whose result counts, ``lease_until`` (real seconds) is when
    the reader counts as dead, and ``progress`` has ``[page, use, [codes]]`` for each page so far. ``page_count`` is the
    number of pages that the file states; for a file that cannot be opened, the number that a person counted
    (``settled_by``). ``findings`` are about the file as a whole. ``taken_by`` took the file in.
    """

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    file_name: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    blob: Mapped[str]
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    received_date: Mapped[date]
    postmark_date: Mapped[date | None]
    state: Mapped[str] = mapped_column(default=ScanState.RECEIVED, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    lease_token: Mapped[str | None]
    lease_until: Mapped[float | None]
    error_code: Mapped[str | None]
    error_message: Mapped[str | None]
    page_count: Mapped[int | None]
    progress: Mapped[list] = mapped_column(default=list)
    findings: Mapped[list] = mapped_column(default=list)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by: Mapped[str | None]
    taken_by: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(Moment)

    batch: Mapped[Batch] = relationship()
    documents: Mapped[list["Document"]] = relationship(
        back_populates="scan", order_by="Document.ordinal", foreign_keys="Document.scan_id"
    )
    pages: Mapped[list["Page"]] = relationship(back_populates="scan", order_by="Page.number")


class Document(Base):
    """One form inside a scan. ``version`` rises with every change, so that two people cannot both decide.

    ``rescan_id`` is the scan that was made as its rescan, until it is known to be the same paper. ``replaced_by_id`` is
    the scan in which the same paper is on record instead, ``successor_id`` the document in it; this document is then
    closed.
    """

    __tablename__ = "document"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    ordinal: Mapped[int]
    kind: Mapped[str | None]
    form: Mapped[str | None]
    revision: Mapped[str | None]
    tax_year: Mapped[int | None]
    state: Mapped[str] = mapped_column(default=DocumentState.RECEIVED)
    recommendation: Mapped[str | None]
    reader_findings: Mapped[list] = mapped_column(default=list)
    received_date: Mapped[date]
    postmark_date: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    rescan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"))
    successor_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"))

    scan: Mapped[Scan] = relationship(back_populates="documents", foreign_keys=[scan_id])
    pages: Mapped[list["Page"]] = relationship(back_populates="document", order_by="Page.number")

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        UniqueConstraint("scan_id", "ordinal"),
        Index("ix_document_state_kind", "state", "kind", "recommendation", "received_date"),
        Index("ix_document_waiting", "state", "recommendation", "received_date", "id"),
        Index("ix_document_received_date", "received_date", "kind"),
        Index("ix_document_created_at", "created_at", "kind"),
        Index("ix_document_replaced_by_id", "replaced_by_id", sqlite_where=_REPLACED, postgresql_where=_REPLACED),
        Index("ix_document_rescan_id", "rescan_id", sqlite_where=_RESCANNED, postgresql_where=_RESCANNED),
        Index("ix_document_successor_id", "successor_id", sqlite_where=_SUCCEEDED, postgresql_where=_SUCCEEDED),
    )

    @property
    def number(self) -> str:
        """The number of this document for people, on screens, letters, and barcodes."""
        return numbers.document(self.id)


class Page(Base):
    """One page of a scan, stored upright as an image.

    ``use``: document, blank, cover, or separator. Only pages of the first use belong to a document, each to one.
    ``look`` is a small picture of the writing without the form's print (`desk/documents/looks.py`); None if the page
    was not aligned with a form.
    """

    __tablename__ = "page"

    id: Mapped[int] = mapped_column(primary_key=True)
    scan_id: Mapped[int] = mapped_column(ForeignKey("scan.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), index=True)
    number: Mapped[int]
    use: Mapped[str] = mapped_column(default="document")
    form_page: Mapped[int | None]
    blob: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    rotation: Mapped[int] = mapped_column(default=0)
    quality: Mapped[list] = mapped_column(default=list)
    look = SealedBytes[bytes | None](optional=True, deferred=True)

    scan: Mapped[Scan] = relationship(back_populates="pages")
    document: Mapped[Document | None] = relationship(back_populates="pages")

    __table_args__ = (UniqueConstraint("scan_id", "number"),)


class Locator(Base):
    """The Document Locator Number of a return (desk/documents/locators); never changed, unique within ten years.

    ``batch_id`` is the batch that has its block.
    """

    __tablename__ = "locator"

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    number: Mapped[str] = mapped_column(String(14))
    location: Mapped[str] = mapped_column(String(2))
    code: Mapped[str] = mapped_column(String(2))
    year: Mapped[int]
    on: Mapped[date] = mapped_column(index=True)
    block: Mapped[int]
    serial: Mapped[int]

    __table_args__ = (UniqueConstraint("number", "year"),)


class Refusal(Base):
    """A file that was not received. ``pages`` is how many pages a person counted on its paper, if somebody did."""

    __tablename__ = "refusal"

    id: Mapped[int] = mapped_column(primary_key=True)
    batch_id: Mapped[int] = mapped_column(ForeignKey("batch.id"), index=True)
    file_name: Mapped[str]
    reason: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    pages: Mapped[int | None]
    settled_by: Mapped[str | None]


class DocumentEvent(Base):
    """A change of a document's state; append-only, so any past day can be reported again."""

    __tablename__ = "document_event"

    id: Mapped[int] = mapped_column(primary_key=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), index=True)
    state: Mapped[str]
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by: Mapped[str]
    note: Mapped[str] = mapped_column(default="")

    __table_args__ = (Index("ix_document_event_state_on", "state", "on", "document_id"),)
