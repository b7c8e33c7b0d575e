"""Makes one document of each kind and state in an office, by the desk's own functions."""

import itertools
from datetime import date

from desk.documents import masking
from desk.mailroom import receive
from desk.matching import names
from desk.models import Document, Enrollment, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.reading import lease, writing
from desk.reading.found import DocumentReading, FieldReading, FileReading, PageImage
from desk.review import decisions
from desk.system import calendar, crypto

CLERK = Actor("clerk01", "clerk")
SHARES = {
    "released": 0.83, "withdrawn": 0.08, "flagged": 0.025, "decide": 0.02, "key": 0.012, "call": 0.015,
    "exception": 0.006, "unmatched": 0.012,
}  # fmt: skip
"""The distribution of a year's documents over the kinds; about one in eleven is still open."""
_numbers = itertools.count(1)
_BOX = (0.1, 0.1, 0.2, 0.12)
_RETURN = {
    "primary_first_name": "Anna", "primary_last_name": "Smith", "street": "12 Oak St", "city": "Springfield",
    "state": "IL", "zip": "62701", "filing_status": "single", "primary_ip_pin": None, "spouse_ip_pin": None,
    "primary_signature": "yes", "refund": "1312", "amount_owed": None, "adjusted_gross_income": "41000",
}  # fmt: skip
_APPLICATION = {
    "last_name": "Smith", "first_name": "Anna", "middle_name": None, "street": "12 Oak St", "city": "Springfield",
    "state": "IL", "zip": "62701", "phone": "2175550123", "language": "en", "dependent": "no", "signature": "yes",
    "signature_date": "2025-12-20",
}  # fmt: skip


def make(desk: Office) -> dict[str, int]:
    """Make the documents and return their ids by kind."""
    held, free = _taxpayer(desk, "400001234", True), _taxpayer(desk, "400005678", False)
    assert held and free
    found = {
        "released": _return(desk, "400005678"),
        "withdrawn": _application(desk, "400005678"),
        "flagged": _return(desk, "400001234"),
        "decide": _return(desk, "400001234"),
        "key": _return(desk, "400001234", primary_ip_pin="123457"),
        "call": _application(desk, "400005678"),
        "exception": _arrive(desk, None, None, {}),
        "unmatched": _return(desk, "400009999", primary_last_name="Nobody"),
    }
    _decide(desk, found["released"], "release")
    _decide(desk, found["withdrawn"], "reject", codes=("R06",))
    masking.reveal(desk, found["flagged"], "primary_ip_pin", CLERK)
    _decide(desk, found["flagged"], "flag")
    return found


def _decide(desk: Office, number: int, action: str, **more) -> None:
    with desk.database.reading() as session:
        version = session.get(Document, number).version
    decisions.decide(desk, number, action, CLERK, version, reason="as the paper says", **more)


def _taxpayer(desk: Office, tin: str, held: bool) -> int:
    with desk.database.transaction() as session:
        person = Taxpayer(
            tin=tin, tin_index=crypto.ring().tin_index(tin), tin_last4=tin[-4:], first_name="Anna", last_name="Smith",
            last_name_key=names.key("Smith"), street="12 Oak St", city="Springfield", state="IL", zip="62701",
            filing_status="single", adjusted_gross_income=41_000, last_filed_year=2024,
        )  # fmt: skip
        session.add(person)
        session.flush()
        if held:
            session.add(Enrollment(taxpayer_id=person.id, basis="victim", since=date(2021, 1, 1)))
            ledger.bring_in(session, person, calendar.today().year, "123456", status="current", actor="load")
        return person.id


def _return(desk: Office, tin: str, **more: str | None) -> int:
    return _arrive(desk, "f1040", "2025", _RETURN | {"primary_ssn": tin} | more)


def _application(desk: Office, tin: str) -> int:
    return _arrive(desk, "f15227", "2025-01", _APPLICATION | {"tin": tin})


def _arrive(desk: Office, form: str | None, revision: str | None, fields: dict[str, str | None]) -> int:
    data = b"%%PDF-1.7 load %d" % next(_numbers)
    receipt = receive.receive(desk, data, "load.pdf", batch="load", actor="load", received=calendar.today())
    token = lease.take(desk, receipt.scan_id)
    pages = [PageImage(number, (2200, 1700), 0, []) for number in (1, 2)]
    read = {
        name: FieldReading(value, "read" if value else "blank", 0.9999, [], 1, _BOX) for name, value in fields.items()
    }
    writing.write(
        desk, receipt.scan_id, token, FileReading(pages, [DocumentReading([1, 2], [1, 2], form, revision, read)])
    )
    with desk.database.reading() as session:
        return session.query(Document.id).filter_by(scan_id=receipt.scan_id).scalar()
