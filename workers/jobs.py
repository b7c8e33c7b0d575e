"""The jobs. Each takes a row's id, looks whether it is that row's turn, and may run twice."""

import hashlib

import cv2
import structlog

from desk import errors, faults, readings
from desk.models import Scan
from desk.office import Office
from desk.readings import DocumentRead, FieldRead, FileRead, PageRead
from intake import pipeline, raw
from workers import context, lease

log = structlog.get_logger()
_FAST = [cv2.IMWRITE_PNG_COMPRESSION, 1]


def read_scan(scan_id: int) -> None:
    """Read one scan, unless another worker has it or it is read already."""
    read_with(context.desk(), scan_id)


def read_with(office: Office, scan_id: int) -> bool:
    """Read one scan on ``office``; whether this call ended it."""
    token = readings.take(office, scan_id)
    if token is None:
        return False
    faults.point("read.leased")
    scan = _scan(office, scan_id)
    if scan.attempts > office.settings.read_attempts:
        message = f"the reader stopped {office.settings.read_attempts} times at this file: key it from the paper"
        return readings.fail(office, scan_id, token, "reader_stopped", message)
    with lease.held(office, scan_id, token):
        try:
            result = pipeline.read(
                office.store.get(scan.blob), raw.limits(office.settings), seen=_teller(office, scan_id, token)
            )
        except errors.Unreadable as bad:
            log.info("scan.unreadable", scan=scan_id, code=bad.code)
            return readings.fail(office, scan_id, token, bad.code, str(bad))
        except Exception as bad:
            log.error("scan.reader_failed", scan=scan_id, kind=type(bad).__name__, attempt=scan.attempts)
            readings.release(office, scan_id, token)
            return False
        faults.point("read.read")
        pages = [_keep_page(office, scan, page) for page in result.pages]
        faults.point("read.stored")
        found = [{"code": one.code, "page": one.page, "message": one.message} for one in result.findings]
        documents = [_document(one) for one in result.documents]
        return readings.write(office, scan_id, token, pages, documents, FileRead(result.covers, found))


def _teller(office: Office, scan_id: int, token: str) -> pipeline.Seen:
    """Tell the mailroom of each page as soon as it is read."""
    progress: list[list] = []

    def tell(count: int, page: pipeline.PageImage) -> None:
        progress.append([page.number, page.use, list(page.quality)])
        readings.tell(office, scan_id, token, count, progress)

    return tell


def _scan(office: Office, scan_id: int) -> Scan:
    with office.database.reading() as session:
        return session.get(Scan, scan_id)


def _keep_page(office: Office, scan: Scan, page: pipeline.PageImage) -> PageRead:
    """Store an upright page; its name follows from the scan, so a second try replaces it."""
    name = hashlib.sha256(f"{scan.sha256}:{page.number}".encode()).hexdigest()
    blob = f"page/{name[:2]}/{name}"
    _, encoded = cv2.imencode(".png", page.image, _FAST)
    office.store.put(blob, encoded.tobytes())
    height, width = page.image.shape
    return PageRead(page.number, blob, width, height, page.rotation, list(page.quality), page.use)


def _document(read: pipeline.DocumentReading) -> DocumentRead:
    fields = {
        name: FieldRead(f.value, f.state, f.confidence, [tuple(a) for a in f.alternatives], f.page, f.box)
        for name, f in read.fields.items()
    }
    findings = [{"code": f.code, "field": f.field, "message": f.message} for f in read.findings]
    return DocumentRead(list(read.pages), list(read.form_pages), read.form, read.revision, fields, findings)
