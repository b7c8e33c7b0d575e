"""A changed address cannot divert a PIN: letters with one wait, whatever the way to the change."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import addresses, imports, replacements
from desk.enrollment.addresses import NewAddress
from desk.mail import held, mailing, print_batches, undeliverable
from desk.models import MailBatch, Notice, Printing, Taxpayer
from desk.notices.kinds import NoticeKind
from desk.office import policy
from desk.review import decisions, misfits
from tests import factories as make

HEAD = "tin,first_name,middle_initial,last_name,street,apartment,city,state,zip"
OFFICE_DATE, OVER = date(2026, 3, 2), date(2026, 3, 16)


@pytest.fixture
def person(desk) -> int:
    """Anna Smith of 12 Oak St."""
    return make.taxpayer(desk)


@pytest.fixture
def letter(desk, person, clerk) -> int:
    """Her CP01A, approved by the clerk on the office date."""
    return approved(desk, clerk)


def approved(desk, clerk, **fields: str) -> int:
    """The CP01A of an application with these fields, approved by the clerk."""
    form = make.an_application(**{name: make.read(value) for name, value in fields.items()})
    document = make.arrive(desk, form, received=date(2025, 12, 29))
    make.prove(desk, document)
    decisions.decide(desk, document, "approve", clerk)
    with desk.database.reading() as session:
        rows = select(Notice.id).where(Notice.document_id == document, Notice.kind == NoticeKind.CP01A)
        return session.scalars(rows).one()


def another(desk, clerk) -> int:
    """The CP01A of somebody who has not moved."""
    make.taxpayer(desk, tin="400005678", last="Stone", street="5 Low Rd")
    return approved(desk, clerk, tin="400005678", last_name="Stone", street="5 Low Rd", phone="2175550777")


def released(desk, actor, *letters: int) -> list[str]:
    """Gather and release; the numbers of the letters that wait."""
    told = print_batches.release(desk, print_batches.gather(desk, letters, make.GATHERER), actor)
    assert all(one.endswith(": the address was changed") for one in told)
    return [one.partition(":")[0] for one in told]


def demand_waiting(desk, letter: int, actor) -> None:
    """The letter can be gathered, and no release prints it."""
    with pytest.raises(errors.WrongState, match="waits"):
        released(desk, actor, letter)
    with desk.database.reading() as session:
        rows = select(Printing.state).where(Printing.notice_id == letter).order_by(Printing.id.desc())
        assert session.scalars(rows).first() == "gathered"
        batch = session.scalars(select(MailBatch.id).order_by(MailBatch.id.desc())).first()
    print_batches.dissolve(desk, batch, make.GATHERER)


def street(desk, person: int) -> str:
    """The street on record."""
    with desk.database.reading() as session:
        return session.get_one(Taxpayer, person).street


def printed(desk, letter: int) -> list[str]:
    """The streets that the copies of a letter went to."""
    with desk.database.reading() as session:
        rows = session.scalars(select(Printing).where(Printing.notice_id == letter).order_by(Printing.id))
        return [row.address["street"] for row in rows if row.address]


def test_the_release_leaves_out_what_waits_and_prints_the_rest(desk, person, letter, clerk, mailroom, on):
    """The letter is a draft for the day on which the wait is over, and is then printed to the new address."""
    other = another(desk, clerk)
    make.move(desk, person, "9 Elm St")
    assert released(desk, mailroom, letter, other) == [f"N{letter:07d}"]
    with desk.database.reading() as session:
        row = session.get_one(Notice, letter)
        assert (row.state, row.copies, row.not_before) == ("draft", 0, OVER)
    assert (printed(desk, letter), printed(desk, other)) == ([], ["5 Low Rd"])
    with pytest.raises(errors.WrongState):
        print_batches.gather(desk, [letter], make.GATHERER)
    on(OVER)
    assert released(desk, mailroom, letter) == []
    assert printed(desk, letter) == ["9 Elm St"]


def test_the_office_sets_how_long_a_letter_waits(desk, person, letter, mailroom):
    """By rules.toml; 0 days is no wait."""
    make.move(desk, person, "9 Elm St")
    (desk.settings.root / "rules.toml").write_text("changed_address_days = 0\n")
    assert released(desk, mailroom, letter) == []


def test_a_change_between_gathering_and_release_is_seen_at_the_release(desk, person, letter, mailroom):
    """What was gathered before the change waits as well, and is named with both addresses."""
    batch = print_batches.gather(desk, [letter], make.GATHERER)
    make.move(desk, person, "9 Elm St")
    with desk.database.reading() as session:
        (waits,) = held.letters(session, print_batches.batch_of(session, batch), policy.load(desk.settings))
        assert (waits.old["street"], waits.new["street"], waits.until) == ("12 Oak St", "9 Elm St", OVER)
    with pytest.raises(errors.WrongState, match="waits"):
        print_batches.release(desk, batch, mailroom)


def test_neither_a_second_change_nor_a_change_back_ends_the_wait(desk, person, letter, mailroom, on):
    """The days are counted from the last change."""
    make.move(desk, person, "9 Elm St")
    on(date(2026, 3, 15))
    make.move(desk, person, "1 Ash St")
    on(OVER)
    demand_waiting(desk, letter, mailroom)
    make.move(desk, person, "12 Oak St")
    demand_waiting(desk, letter, mailroom)


def test_a_returned_letter_does_not_go_to_a_typed_address(desk, person, letter, clerk, supervisor, mailroom, on):
    """The attack that was seen: recorded as returned, another address typed, gathered, released as routine.

    The request changes nothing; once another person grants it, the letter waits, and both copies tell where they went.
    """
    make.print_letters(desk, [letter], mailroom)
    mailing.confirm(desk, [letter], mailroom)
    undeliverable.came_back(desk, letter, supervisor, "no such number")
    number = undeliverable.ask_address(
        desk, letter, supervisor, NewAddress("9 Elm St", "Decatur", "IL", "62521"), "post_office", "yellow label"
    )
    assert street(desk, person) == "12 Oak St"
    for again in (
        lambda: print_batches.gather(desk, [letter], make.GATHERER),
        lambda: undeliverable.send_again(desk, letter, supervisor, "city directory"),
    ):
        with pytest.raises(errors.WrongState):
            again()
    with pytest.raises(errors.NotAllowed):
        addresses.grant(desk, number, supervisor)
    addresses.grant(desk, number, make.GRANTER)
    demand_waiting(desk, letter, mailroom)
    on(OVER)
    assert released(desk, mailroom, letter) == []
    assert printed(desk, letter) == ["12 Oak St", "9 Elm St"]


def test_a_letter_to_the_old_address_that_comes_back_is_not_sent_to_another(desk, person, mailroom, supervisor):
    """It was for that one place; it ends there, and the record is asked about apart from it."""
    make.move(desk, person, "9 Elm St")
    with desk.database.reading() as session:
        old = session.scalars(select(Notice.id).where(Notice.kind == NoticeKind.ADDRESS_CHANGED)).first()
    make.print_letters(desk, [old], mailroom)
    mailing.confirm(desk, [old], mailroom)
    undeliverable.came_back(desk, old, mailroom, "moved")
    with pytest.raises(errors.WrongState, match="one address"):
        undeliverable.send_again(desk, old, supervisor, "city directory")
    undeliverable.give_up(desk, old, supervisor, "it was the earlier address")


def test_an_imported_address_is_a_request_and_no_way_to_a_letter(desk, person, letter, clerk, mailroom, tmp_path):
    """Also on a row that enrolls the person: the letter goes to the record until another person grants."""
    path = tmp_path / "people.csv"
    path.write_text(f"{HEAD},enrollment\n400001234,Anna,,Smith,9 Elm St,,Springfield,IL,62701,victim\n")
    assert imports.bring_people(desk, path, "import").refused[0][1] == "street"
    assert imports.bring_people(desk, path, "import", asker=clerk).changed == 1
    assert street(desk, person) == "12 Oak St"
    with desk.database.reading() as session:
        number = addresses.waiting_for(session, person).id
    with pytest.raises(errors.NotAllowed):
        addresses.grant(desk, number, clerk)
    addresses.grant(desk, number, make.GRANTER)
    demand_waiting(desk, letter, mailroom)


def test_the_address_on_an_application_never_becomes_the_record(desk, person, supervisor, mailroom):
    """Form 15227 asks for the mailing address (domain 1.2 b); the CP01A goes to the address of record (2.1)."""
    letter = approved(desk, supervisor, street="9 Elm St", city="Decatur", zip="62521")
    assert released(desk, mailroom, letter) == []
    assert (printed(desk, letter), street(desk, person)) == (["12 Oak St"], "12 Oak St")


def test_a_replacement_waits_like_a_first_letter(desk, person, letter, clerk, other_clerk, supervisor, mailroom):
    """Somebody who moved and asks for the number anew is the same way with another letter."""
    make.move(desk, person, "9 Elm St")
    asked = replacements.Asked(person, "phone", identity_proven=True)
    number = replacements.record(desk, asked, clerk)
    replacements.approve(desk, number, supervisor, "papers seen")
    with desk.database.reading() as session:
        new = session.scalars(select(Notice.id).where(Notice.kind == NoticeKind.REPLACEMENT)).one()
    demand_waiting(desk, new, mailroom)


def test_a_change_for_one_of_a_family_holds_only_their_own_letter(desk, person, letter, clerk, mailroom):
    """A spouse or a child has an address of their own on record, and a wait of their own."""
    other = another(desk, clerk)
    make.move(desk, person, "5 Low Rd")
    assert released(desk, mailroom, letter, other) == [f"N{letter:07d}"]


def test_where_a_letter_went_is_kept_sealed(desk, letter, mailroom):
    """Also after the record has changed."""
    released(desk, mailroom, letter)
    with desk.database.reading() as session:
        raw = session.scalars(select(Printing.sealed_address)).one()
    assert b"Oak" not in raw and printed(desk, letter) == ["12 Oak St"]


def test_an_open_theft_case_leaves_its_letter_out(desk, person, letter, clerk, supervisor):
    """The others are printed; the letter is named, waits as a draft, and goes once no case is open."""
    other = another(desk, clerk)
    misfits.keep_affidavit(desk, make.arrive(desk, make.an_affidavit()), clerk)
    batch = print_batches.gather(desk, [letter, other], make.GATHERER)
    told = print_batches.release(desk, batch, supervisor)
    with desk.database.reading() as session:
        states = [session.get_one(Notice, number).state for number in (letter, other)]
        number = session.get_one(Notice, letter).number
    assert told == [f"{number}: an identity-theft case is open"] and states == ["draft", "printed"]
    demand_waiting(desk, letter, supervisor)
