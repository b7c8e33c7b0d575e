"""Sample records and readings for tests: never-issued numbers, invented names."""

import itertools
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from desk import errors
from desk.delays import cases
from desk.delays.verifications import Proof
from desk.enrollment import addresses
from desk.lifecycle import latest
from desk.mail import print_batches
from desk.mailroom import receive
from desk.matching import names
from desk.models import Document, Enrollment, Person, Recommendation, Taxpayer, User
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import ledger
from desk.reading import lease, writing
from desk.reading.found import DocumentReading, FieldReading, FileReading, PageImage
from desk.recommendation import renewals
from desk.review import calls, releases
from desk.system import crypto

_files = itertools.count(1)
BOX = (0.1, 0.1, 0.2, 0.12)
GATHERER = Actor("gus", "mailroom")
CALLER = Actor("cal", "clerk")
GRANTER = Actor("gwen", "supervisor")
VOUCHERS = (GATHERER, GRANTER)
PASSWORD = "four plain words here"


def taxpayer(desk: Office, tin: str = "400001234", first: str = "Anna", last: str = "Smith", **more) -> int:
    """A taxpayer on record; returns the id. ``enrollment`` and any column may be given."""
    basis = more.pop("enrollment", None)
    columns = {"street": "12 Oak St", "city": "Springfield", "state": "IL", "zip": "62701", "filing_status": "single"}
    columns |= {"adjusted_gross_income": 41_000, "last_filed_year": 2024} | more
    with desk.database.transaction() as session:
        person = Taxpayer(
            tin=tin, tin_index=crypto.ring().tin_index(tin), tin_last4=tin[-4:], first_name=first, last_name=last,
            last_name_key=names.key(last), **columns,
        )  # fmt: skip
        session.add(person)
        session.flush()
        if basis:
            session.add(Enrollment(taxpayer_id=person.id, basis=basis, since=date(2021, 1, 1)))
        return person.id


def account(desk: Office, name: str, role: str, password: str = PASSWORD) -> User:
    """An account whose owner has chosen this password; its staff number follows from its name."""
    once = accounts.add(desk, name, role, f"S-{name}", VOUCHERS)
    return accounts.change_password(desk, _signed_in(desk, name, once).id, once, password)


def _signed_in(desk: Office, name: str, password: str) -> User:
    return errors.known(accounts.sign_in(desk, name, password), "the account does not open")


def move(desk: Office, taxpayer_id: int, street: str, asker: Actor = CALLER) -> None:
    """A change of address that was asked for and granted: another street in the same city."""
    place = addresses.NewAddress(street, "Springfield", "IL", "62701")
    number = addresses.ask(desk, addresses.Asked(taxpayer_id, place, "written", "signed letter"), asker)
    addresses.grant(desk, number, GRANTER)


def pin(desk: Office, taxpayer_id: int, number: str, year: int = 2026, status: str = "current") -> None:
    """A PIN on record."""
    with desk.database.transaction() as session:
        ledger.bring_in(session, session.get(Taxpayer, taxpayer_id), year, number, status=status, actor="test")


def read(value: str | None, state: str = "read", confidence: float = 0.9999, alternatives=()) -> FieldReading:
    """One field as the reader would give it."""
    return FieldReading(value, state, confidence, list(alternatives), 1, BOX)


BLANK = read(None, "blank")


def a_return(revision: str = "2025", **fields: FieldReading) -> DocumentReading:
    """A single person's Form 1040, cleanly read; ``fields`` replace or add."""
    clean = {
        "primary_first_name": read("Anna"), "primary_last_name": read("Smith"), "primary_ssn": read("400001234"),
        "street": read("12 Oak St"), "city": read("Springfield"), "state": read("IL"), "zip": read("62701"),
        "filing_status": read("single"), "primary_ip_pin": BLANK, "spouse_ip_pin": BLANK,
        "primary_signature": read("yes"),
    }  # fmt: skip
    return DocumentReading([1, 2], [1, 2], "f1040", revision, clean | fields)


def an_amended_return(**fields: FieldReading) -> DocumentReading:
    """A single person's Form 1040-X, on which the filer writes the tax year, cleanly read."""
    read_ = a_return().fields | {"tax_year": read("2024")} | fields
    return DocumentReading([1, 2], [1, 2], "f1040x", "2024-02", read_)


def an_affidavit(**fields: FieldReading) -> DocumentReading:
    """A complete Form 14039, cleanly read."""
    same = an_application().fields
    clean = {name: one for name, one in same.items() if name != "dependent"}
    return DocumentReading([1, 2], [1, 2], "f14039", "2024-05", clean | fields)


def an_application(revision: str = "2025-01", **fields: FieldReading) -> DocumentReading:
    """A complete Form 15227, cleanly read; ``fields`` replace or add."""
    clean = {
        "last_name": read("Smith"), "first_name": read("Anna"), "middle_name": BLANK, "street": read("12 Oak St"),
        "city": read("Springfield"), "state": read("IL"), "zip": read("62701"), "tin": read("400001234"),
        "phone": read("2175550123"), "language": read("en"), "dependent": read("no"), "signature": read("yes"),
        "signature_date": read("2025-12-20"),
    }  # fmt: skip
    return DocumentReading([1, 2], [1, 2], "f15227", revision, clean | fields)


def arrive(
    desk: Office,
    *documents: DocumentReading,
    received: date | None = None,
    postmark: date | None = None,
    looks: Sequence[bytes] = (),
) -> int:
    """Take a file in as if it held these documents, and read it; returns the first one's id.

    ``looks`` are those of its pages, as the reader would keep them.
    """
    data = b"%%PDF-1.7 sample %d" % next(_files)
    receipt = receive.receive(
        desk, data, "sample.pdf", batch=f"b{received}", actor="test", received=received, postmark=postmark
    )
    read_scan(desk, receipt.scan_id, *documents, looks=looks)
    with desk.database.reading() as session:
        rows = select(Document.id).where(Document.scan_id == receipt.scan_id).order_by(Document.ordinal)
        return session.scalars(rows).first()


def read_scan(desk: Office, scan_id: int, *documents: DocumentReading, looks: Sequence[bytes] = ()) -> None:
    """Read a scan that waits as if it held these documents."""
    token = lease.take(desk, scan_id)
    numbers = [number for one in documents for number in one.pages]
    shown = dict(zip(numbers, looks, strict=False))
    pages = [PageImage(n, (130, 100), 0, [], look=shown.get(n, b"")) for n in numbers]
    assert writing.write(desk, scan_id, token, FileReading(pages, list(documents)))


def prove(desk: Office, document_id: int) -> None:
    """An applicant passes the identity call, which Cal records: whoever approves is another person."""
    calls.record_call(desk, document_id, "passed", CALLER, 4)


def document(desk: Office, document_id: int) -> Document:
    """The document as it is now."""
    with desk.database.reading() as session:
        return session.get(Document, document_id)


def advice(desk: Office, document_id: int) -> Recommendation:
    """The recommendation that counts now."""
    with desk.database.reading() as session:
        return latest.recommendation(session, document_id)


def outcome(desk: Office, document_id: int, role: str = "primary") -> str | None:
    """What was found for one signer."""
    with desk.database.reading() as session:
        rows = select(Person.outcome).where(Person.document_id == document_id, Person.role == role)
        return session.scalar(rows)


def print_letters(desk: Office, notice_ids: list[int], actor: Actor) -> bytes:
    """Gathered by Gus, released and taken out by ``actor``; a batch that is refused is dissolved."""
    batch = print_batches.gather(desk, notice_ids, GATHERER)
    try:
        print_batches.release(desk, batch, actor)
    except errors.DeskError:
        print_batches.dissolve(desk, batch, GATHERER)
        raise
    return print_batches.open_file(desk, batch, actor)


def judged(desk: Office, document_id: int) -> str:
    """What the rules say of a waiting document after something on record was changed by hand."""
    renewals.renew(desk, document_id, "test")
    return advice(desk, document_id).action


def people(session, document_id: int) -> list[Person]:
    """The people on a document, by role."""
    return list(session.scalars(select(Person).where(Person.document_id == document_id).order_by(Person.role)))


def release_by_two(desk: Office, document_id: int, asker: Actor = CALLER, reason: str = "seen by both") -> None:
    """Somebody asks for the release of a return, and Gwen, a supervisor, grants it."""
    releases.ask(desk, document_id, asker, reason)
    releases.grant(desk, document_id, GRANTER, reason)


def release_case(desk: Office, document_id: int) -> None:
    """The answer to a flagged return came by letter, as Cal records, and Gwen releases it."""
    cases.move(desk, document_id, "verified", CALLER, proof=Proof("letter"))
    cases.move(desk, document_id, "released", GRANTER)
