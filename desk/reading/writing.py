"""Writing down what the reader saw: one transaction from the first page to the recommendation."""

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import forms
from desk.documents import pages
from desk.lifecycle import applications, audit, states
from desk.mailroom import again
from desk.mailroom.sheet_codes import Sheet
from desk.models import Batch, Document, Page, Reading, Scan
from desk.models.states import DocumentState, ScanState
from desk.office.opening import Office
from desk.program import paper
from desk.program.words import Action, FormKind
from desk.reading import lease, rescans, sampling
from desk.reading.found import DocumentReading, FileFinding, FileReading, Finding, PageImage
from desk.recommendation import making, renewals
from desk.system import calendar, faults


def write(office: Office, scan_id: int, token: str, reading: FileReading) -> bool:
    """Keep a finished reading; False (and nothing written) when the lease was lost."""
    with office.database.transaction() as session:
        scan = lease.held(session, scan_id, token)
        if scan is None:
            return False
        scan.state, scan.lease_token, scan.lease_until = ScanState.READ, None, None
        scan.read_at, scan.progress, scan.page_count = calendar.now(), [], scan.page_count or len(reading.pages)
        doubts = _cover_doubts(session, scan, reading.covers)
        scan.findings = [asdict(one) for one in (*reading.findings, *doubts)]
        about = [Finding(one.code, None, one.message) for one in doubts]
        rows = [_document(session, scan, number, read, about) for number, read in enumerate(reading.documents, 1)]
        for page in reading.pages:
            _page(session, scan, page, reading.documents, rows)
        audit.record(session, lease.READER, "scan.read", "scan", scan.id, documents=len(rows), pages=len(reading.pages))
        session.flush()
        rescans.settle(session, office, scan, rows)
        for row in rows:
            making.give(session, office.settings, row)
            sampling.draw_readings(session, office.settings, row)
        renewals.beside(session, office, rows, lease.READER)
        if not rows:
            again.set_aside(session, scan)
        faults.point("read.written")
    faults.point("read.committed")
    return True


def fail(office: Office, scan_id: int, token: str, code: str, message: str) -> bool:
    """End a scan that cannot be read: its document goes to a person with the reason; False when the lease was lost."""
    with office.database.transaction() as session:
        scan = lease.held(session, scan_id, token)
        if scan is None:
            return False
        scan.state, scan.lease_token, scan.lease_until = ScanState.EXCEPTION, None, None
        scan.error_code, scan.error_message = code, message
        audit.record(session, lease.READER, "scan.unreadable", "scan", scan.id, code=code)
        rescans.give_up(session, scan)
        for document in session.scalars(select(Document).where(Document.scan_id == scan_id)):
            document.recommendation = Action.REVIEW
            states.move(session, document, DocumentState.EXCEPTION, lease.READER, code)
    return True


def _cover_doubts(session: Session, scan: Scan, covers: dict[int, Sheet]) -> list[FileFinding]:
    """Where a cover sheet contradicts the batch or the received date under which the file was taken in.

    The scan keeps its own: a received date is never changed by a machine.
    """
    found = []
    for page, sheet in covers.items():
        named = session.get(Batch, sheet.batch_id)
        if sheet.batch_id != scan.batch_id:
            which = f"of batch {named.name}" if named else "of a batch that this desk does not know"
            message = f"The cover sheet on page {page} is {which}. Look whether the file went into the wrong batch."
            found.append(FileFinding("COVER_BATCH", page, message))
        if sheet.received != scan.received_date:
            message = (
                f"The cover sheet on page {page} says received on {sheet.received}, but the file was taken in as "
                f"received on {scan.received_date}. A person decides which is right."
            )
            found.append(FileFinding("COVER_DATE", page, message))
    return found


def _document(session: Session, scan: Scan, ordinal: int, read: DocumentReading, about: list[Finding]) -> Document:
    """The document row of one form; the first takes over the row that waited for the reading."""
    row = session.scalar(select(Document).where(Document.scan_id == scan.id, Document.ordinal == ordinal))
    if row is None:
        row = Document(
            scan_id=scan.id,
            ordinal=ordinal,
            state=DocumentState.READING,
            received_date=scan.received_date,
            postmark_date=scan.postmark_date,
            created_at=calendar.now(),
        )
        session.add(row)
        states.enter(session, row, lease.READER)
    _say_what(session, row, read)
    row.reader_findings = [asdict(one) for one in (*read.findings, *about)]
    for name, one in read.fields.items():
        session.add(
            Reading(
                document_id=row.id,
                field=name,
                value=one.value,
                state=one.state,
                confidence=one.confidence,
                alternatives=[list(pair) for pair in one.alternatives],
                page=one.page,
                box=list(one.box) if one.box else None,
            )
        )
    return row


def _say_what(session: Session, row: Document, read: DocumentReading) -> None:
    row.form, row.revision = read.form, read.revision
    if read.revision is None and read.form in paper.FORMS:
        row.kind, row.tax_year = FormKind.TAX_RETURN, read.tax_year
    if read.form and read.revision:
        definition = forms.load(read.form, read.revision)
        row.kind, row.tax_year = definition.kind, definition.tax_year
        if row.kind == FormKind.PIN_APPLICATION:
            applications.begin(session, row)


def _page(
    session: Session, scan: Scan, page: PageImage, documents: list[DocumentReading], rows: list[Document]
) -> None:
    owner = next((i for i, read in enumerate(documents) if page.number in read.pages), None)
    read, row = (None, None) if owner is None else (documents[owner], rows[owner])
    session.add(
        Page(
            scan_id=scan.id,
            document_id=row.id if row else None,
            number=page.number,
            use=page.use,
            form_page=read.form_pages[read.pages.index(page.number)] if read else None,
            blob=pages.blob(scan, page.number),
            width=page.shape[1],
            height=page.shape[0],
            rotation=page.rotation,
            quality=page.quality,
            look=page.look or None,
        )
    )
