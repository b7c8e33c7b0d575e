"""Each decision's letter is rendered from the record and passes its own check."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from desk.documents import masking
from desk.mail import rendering
from desk.models import Notice
from desk.office import policy
from desk.review import decisions
from desk.screens import mail as outgoing
from tests import factories as make

IN_2025 = date(2025, 12, 29)


def drafted(desk) -> Notice:
    """The one draft there is, with its letter as printed and as shown."""
    with desk.database.reading() as session:
        notice = session.scalars(select(Notice)).one()
        rules = policy.load(desk.settings)
        return notice, rendering.render(session, notice, rules), rendering.preview(session, notice, rules)


@pytest.mark.parametrize(
    ("fields", "record", "action", "kind"),
    [
        ({"signature": make.BLANK, "phone": make.BLANK}, {}, "write", "missing"),
        ({}, {"adjusted_gross_income": 99_000}, "reject", "rejection"),
    ],
)
def test_an_application_is_answered_by_letter(desk, clerk, fields, record, action, kind):
    """What is missing is asked for; a rejection gives its reason."""
    make.taxpayer(desk, **record)
    number = make.arrive(desk, make.an_application(**fields), received=IN_2025)
    decisions.decide(desk, number, action, clerk)
    notice, printed, _ = drafted(desk)
    assert notice.kind == kind
    assert printed.startswith(b"%PDF")


def test_a_flag_is_followed_by_a_letter(desk, clerk):
    """The letter asks to verify and says nothing of what was found."""
    person = make.taxpayer(desk, enrollment="victim")
    make.pin(desk, person, "123456")
    number = make.arrive(desk, make.a_return())
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    notice, printed, _ = drafted(desk)
    assert (notice.kind, printed[:4]) == ("verification", b"%PDF")


def test_a_screen_never_gets_the_number(desk, clerk):
    """The shown letter differs from the printed one and has no six digits in the PIN's place."""
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(), received=IN_2025)
    make.prove(desk, number)
    decisions.decide(desk, number, "approve", clerk)
    notice, printed, shown = drafted(desk)
    assert notice.kind == "cp01a"
    assert printed != shown


@pytest.mark.parametrize(("day", "told"), [(date(2024, 12, 30), True), (date(2026, 3, 2), False)])
def test_the_offices_own_earlier_address_stands_in_earlier_letters(desk, clerk, day, told):
    """rules.toml says where Forms 15227 went before 2025, and the letters of that time say so."""
    (desk.settings.root / policy.FILE).write_text('earlier_mail_address = ["IRS", "Elsewhere, OH 45999"]\n')
    make.taxpayer(desk)
    number = make.arrive(desk, make.an_application(signature=make.BLANK), received=IN_2025)
    decisions.decide(desk, number, "write", clerk)
    with desk.database.transaction() as session:
        notice = session.scalars(select(Notice)).one()
        notice.notice_date = day
        session.flush()
        letter = rendering.asked(session, notice, policy.load(desk.settings)).letter()
    sent = " ".join(line for section in letter.sections for line in section.text).replace("\u00a0", " ")
    assert ("Elsewhere, OH 45999" in sent) is told and ("fax" in sent) is not told


def test_a_letter_to_the_dead_goes_to_the_estate(desk, clerk, mailroom):
    """Not to the person: a return of somebody who has died is asked about at the estate's address."""
    person = make.taxpayer(desk, enrollment="victim", date_of_death=date(2026, 1, 5))
    make.pin(desk, person, "123456")
    number = make.arrive(desk, make.a_return())
    masking.reveal(desk, number, "primary_ip_pin", clerk)
    decisions.decide(desk, number, "flag", clerk)
    with desk.database.reading() as session:
        (letter,) = outgoing.ready(session)
    pages = PdfReader(io.BytesIO(make.print_letters(desk, [letter.id], mailroom))).pages
    assert "ESTATE OF ANNA SMITH" in pages[-1].extract_text() and letter.to == "Estate of Anna Smith"
