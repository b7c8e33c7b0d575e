"""A change of address: asked for by one person, granted by another, kept sealed, told to both places."""

import io
from datetime import date

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from desk import errors
from desk.enrollment import addresses
from desk.enrollment.addresses import Asked, NewAddress
from desk.mail import rendering
from desk.models import AddressChange, AuditEvent, Notice, Taxpayer
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.office.accounts import Actor
from desk.system import calendar
from tests import factories as make

ELM = NewAddress("9 Elm St", "Decatur", "IL", "62521")
OAK = NewAddress("12 Oak St", "Springfield", "IL", "62701")
OTHER_CHIEF = Actor("sam", "supervisor")


@pytest.fixture
def person(desk) -> int:
    """Anna Smith of 12 Oak St."""
    return make.taxpayer(desk)


def ask(desk, person: int, actor: Actor, address: NewAddress = ELM, **more) -> int:
    """A request by a signed letter."""
    return addresses.ask(
        desk, Asked(person, address, **{"source": "written", "evidence": "signed letter"} | more), actor
    )


def home(desk, person: int) -> tuple[str, date | None]:
    """The street on record and the day of its change."""
    with desk.database.reading() as session:
        row = session.get_one(Taxpayer, person)
        return row.street, row.address_changed_on


def test_a_request_changes_nothing_until_another_person_grants_it(desk, person, clerk, supervisor):
    """Neither who asked nor a clerk grants; a supervisor who asked needs another one."""
    number = ask(desk, person, supervisor)
    assert home(desk, person) == ("12 Oak St", None)
    for actor in (supervisor, clerk, Actor("mo", "mailroom")):
        with pytest.raises(errors.NotAllowed):
            addresses.grant(desk, number, actor)
    addresses.grant(desk, number, OTHER_CHIEF)
    assert home(desk, person) == ("9 Elm St", calendar.today())
    with pytest.raises(errors.WrongState):
        addresses.grant(desk, number, OTHER_CHIEF)


@pytest.mark.parametrize(
    "wrong",
    [
        {"source": "rumor"},
        {"evidence": " "},
        {"evidence": "her number is 400001234"},
        {"address": NewAddress("", "Decatur", "IL", "62521")},
        {"address": NewAddress("9 Elm St", "Decatur", "IL", "6252")},
        {"address": OAK},
    ],
)
def test_a_request_needs_a_source_evidence_and_another_address_that_can_be_printed(desk, person, clerk, wrong):
    """What cannot be granted is refused when it is typed."""
    with pytest.raises(errors.InvalidInput):
        ask(desk, person, clerk, **wrong)
    with pytest.raises(errors.NotAllowed):
        ask(desk, person, Actor("mo", "mailroom"))


def test_one_request_for_a_person_waits_at_a_time_and_a_refused_one_changes_nothing(desk, person, clerk, supervisor):
    """Two people cannot each grant the other's way to two addresses; who asked may take it back."""
    number = ask(desk, person, clerk)
    with pytest.raises(errors.WrongState):
        ask(desk, person, supervisor, NewAddress("1 Ash St", "Decatur", "IL", "62521"))
    addresses.refuse(desk, number, clerk, "typed for the wrong person")
    assert home(desk, person) == ("12 Oak St", None)
    with pytest.raises(errors.WrongState):
        addresses.grant(desk, number, supervisor)


def test_both_addresses_are_kept_sealed_and_the_events_name_neither(desk, person):
    """The old address is still known years later, to whoever has the keys."""
    make.move(desk, person, "9 Elm St")
    with desk.database.reading() as session:
        row = session.scalars(select(AddressChange)).one()
        raw = (row.sealed_old, row.sealed_new)
        told = [(event.action, str(event.details)) for event in session.scalars(select(AuditEvent))]
    assert (row.old["street"], row.new["street"]) == ("12 Oak St", "9 Elm St")
    assert not any(b"Oak" in value or b"Elm" in value for value in raw)
    assert {"address.asked", "address.changed"} <= {action for action, _ in told}
    assert not any("Oak" in details or "Elm" in details for _, details in told)


def test_a_letter_about_the_change_goes_to_the_old_and_to_the_new_address(desk, person, mailroom):
    """Each to its place even if the address is changed again before it is printed; it carries no PIN and no address."""
    make.move(desk, person, "9 Elm St")
    make.move(desk, person, "1 Ash St")
    with desk.database.reading() as session:
        rows = session.scalars(
            select(Notice).where(Notice.kind == NoticeKind.ADDRESS_CHANGED).order_by(Notice.id)
        ).all()
        settings = policy.load(desk.settings)
        texts = [
            PdfReader(io.BytesIO(rendering.render(session, row, settings))).pages[0].extract_text() for row in rows
        ]
    assert [row.ip_pin_id for row in rows] == [None] * 4
    for text, street in zip(texts, ("12 OAK ST", "9 ELM ST", "9 ELM ST", "1 ASH ST"), strict=True):
        assert street in text
        assert sum(other in text.upper() for other in ("OAK ST", "ELM ST", "ASH ST")) == 1
    make.print_letters(desk, [row.id for row in rows], mailroom)
