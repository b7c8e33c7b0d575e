"""Print batches: two persons, checked letters, sealed print files, every copy counted."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from desk import errors
from desk.mail import mailing, manifest, print_batches, undeliverable
from desk.models import IpPin, MailBatch, Notice, NoticeEvent, Printing, Taxpayer
from desk.office.accounts import Actor
from desk.reports import mailing as mailing_report
from desk.reports.formats import plain, workbook
from desk.review import decisions
from desk.screens import home
from desk.screens import mail as outgoing
from tests import factories as make

GATHERER = Actor("gus", "mailroom")


@pytest.fixture
def notices(desk, clerk) -> list[int]:
    """Two approved applications: two CP01A drafts, approved by the clerk."""
    for number, last in (("400001234", "Smith"), ("400005678", "Stone")):
        make.taxpayer(desk, tin=number, last=last, street=f"{number[-2:]} Oak St")
        fields = {"tin": number, "last_name": last, "street": f"{number[-2:]} Oak St", "phone": f"217555{number[-4:]}"}
        form = make.an_application(**{name: make.read(value) for name, value in fields.items()})
        document = make.arrive(desk, form, received=date(2025, 12, 29))
        make.prove(desk, document)
        decisions.decide(desk, document, "approve", clerk)
    with desk.database.reading() as session:
        return [notice.id for notice in outgoing.ready(session)]


@pytest.fixture
def released(desk, notices, mailroom) -> int:
    """A released batch of both letters."""
    batch = print_batches.gather(desk, notices, GATHERER)
    print_batches.release(desk, batch, mailroom)
    return batch


def numbers(desk) -> list[str]:
    """All PINs of the ledger."""
    with desk.database.reading() as session:
        return [row.pin for row in session.scalars(select(IpPin).order_by(IpPin.id))]


def kept_file(desk, batch: int) -> str | None:
    """Where the print file of a batch lies."""
    with desk.database.reading() as session:
        return session.get(MailBatch, batch).blob


def test_who_approved_or_gathered_does_not_release(desk, notices, clerk):
    """A second person releases, whoever the first was."""
    batch = print_batches.gather(desk, notices, GATHERER)
    for actor in (clerk, GATHERER):
        with pytest.raises(errors.NotAllowed):
            print_batches.release(desk, batch, actor)


def test_the_print_file_has_a_control_sheet_and_each_letter_once(desk, released, mailroom):
    """First the sheet for the people at the printer, without a PIN; then one page per letter."""
    pages = PdfReader(io.BytesIO(print_batches.open_file(desk, released, mailroom))).pages
    texts = [page.extract_text() for page in pages]
    assert len(texts) == 3
    assert "Control sheet" in texts[0]
    assert not any(number in texts[0] for number in numbers(desk))
    for number, letter in zip(numbers(desk), texts[1:], strict=True):
        assert number in "".join(letter.split())


def test_taking_the_file_out_again_needs_a_reason_and_is_counted(desk, released, mailroom):
    """No PIN is printed twice unnoticed."""
    print_batches.open_file(desk, released, mailroom)
    with pytest.raises(errors.InvalidInput):
        print_batches.open_file(desk, released, mailroom)
    print_batches.open_file(desk, released, mailroom, "paper jam")
    with desk.database.reading() as session:
        assert session.get(MailBatch, released).opened == 2


def test_the_database_refuses_a_second_live_printing(desk, released, notices):
    """Even past the code, a letter cannot be in two batches at once."""
    with pytest.raises(IntegrityError), desk.database.transaction() as session:
        session.add(Printing(mail_batch_id=released, notice_id=notices[0], copy=9, position=9, state="printed"))


def test_the_print_file_is_sealed_and_destroyed_after_confirmation(desk, released, notices, mailroom):
    """No PIN lies readable in the store; after the last letter the file is gone."""
    blob = kept_file(desk, released)
    sealed = desk.store.folder.joinpath(blob).read_bytes()
    assert b"%PDF" not in sealed
    print_batches.open_file(desk, released, mailroom)
    mailing.confirm(desk, notices[:1], mailroom)
    assert desk.store.exists(blob)
    mailing.confirm(desk, notices[1:], mailroom)
    assert not desk.store.exists(blob)
    assert kept_file(desk, released) is None
    with pytest.raises(errors.WrongState):
        print_batches.open_file(desk, released, mailroom, "again")


def test_what_nobody_printed_is_not_in_the_mail(desk, released, notices, mailroom):
    """A letter whose print file was never opened cannot be recorded as mailed."""
    with pytest.raises(errors.WrongState, match="has not been opened"):
        mailing.confirm(desk, notices, mailroom)
    print_batches.open_file(desk, released, mailroom)
    mailing.confirm(desk, notices, mailroom)


def test_a_spoiled_letter_is_counted_and_printed_again(desk, released, notices, mailroom):
    """Its next copy has the next number; the manifest of the first batch still balances."""
    print_batches.open_file(desk, released, mailroom)
    mailing.spoil(desk, notices[:1], mailroom, "torn in the folder")
    mailing.confirm(desk, notices[1:], mailroom)
    again = print_batches.gather(desk, notices[:1], GATHERER)
    print_batches.release(desk, again, mailroom)
    with desk.database.reading() as session:
        copies = session.scalars(select(Printing.copy).where(Printing.notice_id == notices[0])).all()
        first = manifest.make(session, released)
        report = mailing_report.make(session, date(2026, 3, 2))
    assert list(copies) == [1, 2]
    assert first.balanced and report.balanced
    assert report.rows[0][-2] == 1


def test_home_counts_the_letters_that_the_mail_page_offers(desk, released, notices, mailroom):
    """A spoiled letter is to be printed like a draft, so both places count it."""
    mailing.spoil(desk, notices[:1], mailroom, "torn in the folder")
    with desk.database.reading() as session:
        figures = {one.name: one.number for one in home.figures(session, mailroom)}
        offered = outgoing.ready(session)
    assert figures["Letters to print"] == len(offered) == 1


def test_the_manifest_names_no_one_and_no_number(desk, released):
    """CSV and XLSX for the print room: letters, kinds, control totals."""
    with desk.database.reading() as session:
        made = manifest.make(session, released)
    text = plain.to_csv(made).decode()
    assert text.count("\n") == 3
    assert not any(secret in text for secret in (*numbers(desk), "Smith", "Stone"))
    assert workbook.to_xlsx(made).startswith(b"PK")
    assert made.balanced


def test_a_returned_letter_goes_again_after_address_research(desk, released, notices, mailroom, supervisor):
    """The supervisor who had it mailed again cannot release it; it goes to the address of record."""
    print_batches.open_file(desk, released, mailroom)
    mailing.confirm(desk, notices, mailroom)
    undeliverable.came_back(desk, notices[0], mailroom, "no such number")
    undeliverable.send_again(desk, notices[0], supervisor, "last return")
    batch = print_batches.gather(desk, notices[:1], GATHERER)
    with pytest.raises(errors.NotAllowed):
        print_batches.release(desk, batch, supervisor)
    print_batches.release(desk, batch, mailroom)
    letter = PdfReader(io.BytesIO(print_batches.open_file(desk, batch, mailroom))).pages[1].extract_text()
    assert "34 OAK ST" in letter
    mailing.confirm(desk, notices[:1], mailroom)
    with desk.database.reading() as session:
        states = session.scalars(select(NoticeEvent.state).where(NoticeEvent.notice_id == notices[0])).all()
    assert list(states)[-5:] == ["returned", "draft", "gathered", "printed", "mailed"]


def test_a_letter_taken_out_is_a_draft_again(desk, notices, mailroom):
    """It was never printed: its copy number is free again, and an empty batch is gone."""
    batch = print_batches.gather(desk, notices, GATHERER)
    for notice in notices:
        print_batches.take_out(desk, batch, notice, GATHERER)
    with desk.database.reading() as session:
        assert session.get(MailBatch, batch).state == "dissolved"
        assert [notice.copies for notice in outgoing.ready(session)] == [0, 0]
    make.print_letters(desk, notices, mailroom)


def test_a_changed_address_is_printed_or_the_release_refused(desk, notices, mailroom):
    """What is released is the address of record at that moment."""
    batch = print_batches.gather(desk, notices, GATHERER)
    with desk.database.transaction() as session:
        for person in session.scalars(select(Taxpayer)):
            person.street = "5 New Rd"
    print_batches.release(desk, batch, mailroom)
    pages = PdfReader(io.BytesIO(print_batches.open_file(desk, batch, mailroom))).pages
    assert all("5 NEW RD" in page.extract_text() for page in list(pages)[1:])


def test_no_notice_table_ever_holds_a_number(desk, released):
    """The numbers stand sealed in the ledger alone."""
    with desk.database.engine.connect() as connection:
        for table in (Notice, Printing, MailBatch, NoticeEvent):
            rows = connection.execute(text(f"SELECT * FROM {table.__tablename__}")).all()
            assert not any(number in str(row) for number in numbers(desk) for row in rows)


def test_drafts_come_oldest_first_and_a_few_at_a_time(desk, notices):
    """In the season tens of thousands wait: the page asks for the oldest, of one kind if wished."""
    with desk.database.reading() as session:
        assert [notice.id for notice in outgoing.ready(session, limit=1)] == notices[:1]
        assert outgoing.ready(session, "missing") == []
        assert outgoing.by_kind(session) == {"cp01a": 2}


def test_a_batch_is_small_enough_to_count(desk):
    """More letters than two people can count on a table are refused before anything happens."""
    with pytest.raises(errors.InvalidInput, match="at most 200"):
        print_batches.gather(desk, list(range(1, 202)), GATHERER)


def spoil_address(desk, notice: int, street: str = "Long " * 40) -> None:
    """After the letter was drafted its address of record becomes one that cannot be printed."""
    with desk.database.transaction() as session:
        session.get(Notice, notice).taxpayer.street = street


def states(desk, notices: list[int]) -> list[str]:
    with desk.database.reading() as session:
        return [session.get(Notice, number).state for number in notices]


def test_a_letter_that_cannot_be_printed_is_not_gathered(desk, notices, mailroom):
    """The others are; the list of letters to print says which one waits and why."""
    spoil_address(desk, notices[1], "Москва")
    batch = print_batches.gather(desk, notices, GATHERER)
    assert states(desk, notices) == ["gathered", "draft"]
    with desk.database.reading() as session:
        assert [bool(one.unprintable) for one in outgoing.ready(session)] == [True]
    with pytest.raises(errors.InvalidInput, match="none of these letters can be printed"):
        print_batches.gather(desk, notices[1:], GATHERER)
    assert print_batches.release(desk, batch, mailroom) == []


def test_a_letter_that_cannot_be_printed_never_stops_a_batch(desk, notices, mailroom):
    """The record changed between gathering and release: the others are printed, and the answer names that one."""
    batch = print_batches.gather(desk, notices, GATHERER)
    spoil_address(desk, notices[1])
    (why,) = print_batches.release(desk, batch, mailroom)
    assert why.startswith(f"N{notices[1]:07d}: ") and "Long" not in why
    assert states(desk, notices) == ["printed", "draft"]
    pages = PdfReader(io.BytesIO(print_batches.open_file(desk, batch, mailroom))).pages
    with desk.database.reading() as session:
        assert len(pages) == 2 and print_batches.batch_of(session, batch).totals["letters"] == 1


def test_a_batch_of_which_nothing_can_be_printed_is_refused(desk, notices, mailroom):
    """It stays as it is, and the message names its letter."""
    batch = print_batches.gather(desk, notices[1:], GATHERER)
    spoil_address(desk, notices[1])
    with pytest.raises(errors.LetterRefused, match=f"N{notices[1]:07d}: "):
        print_batches.release(desk, batch, mailroom)


def test_a_print_file_that_a_crash_left_goes_with_its_batch(desk, notices):
    """Written but not released: once the batch is dissolved nothing of it lies in the store."""
    batch = print_batches.gather(desk, notices, GATHERER)
    desk.store.put(f"print/{batch:08d}", b"%PDF as if killed before the commit")
    print_batches.dissolve(desk, batch, GATHERER)
    assert not desk.store.exists(f"print/{batch:08d}")
