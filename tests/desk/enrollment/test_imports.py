"""Taking records over: good rows kept, bad rows named without their values."""

from datetime import date

import pytest
from sqlalchemy import select

from desk import errors
from desk.enrollment import addresses, imports, rows
from desk.models import AuditEvent, Enrollment, IpPin, RecordChange, Taxpayer
from desk.pins import ledger, season
from desk.program.returns import Comparison
from desk.system import calendar
from tests import factories as make

HEAD = "tin,first_name,middle_initial,last_name,street,apartment,city,state,zip"
ANNA = "400-00-1234,Anna,B,Smith,12 Oak St,,Springfield,IL,62701"


@pytest.fixture
def people(desk, tmp_path):
    """Import lines of taxpayers."""

    def bring(*lines, head=HEAD, asker=None):
        path = tmp_path / "people.csv"
        path.write_text("\n".join((head, *lines)) + "\n")
        return imports.bring_people(desk, path, "test", asker=asker)

    return bring


@pytest.fixture
def numbers(desk, tmp_path, people):
    """Import lines of PINs for the taxpayer Anna."""
    people(ANNA)

    def bring(*lines, replace=False):
        path = tmp_path / "pins.csv"
        path.write_text("\n".join(("tin,calendar_year,ip_pin", *lines)) + "\n")
        return imports.bring_pins(desk, path, "test", replace)

    return bring


def test_a_second_import_changes_nothing(people):
    """Safe to repeat."""
    assert people(ANNA).added == 1
    assert people(ANNA).unchanged == 1


@pytest.mark.parametrize(
    ("line", "column"),
    [
        ("40000123,Anna,,Smith,1 A,,Springfield,IL,62701", "tin"),
        ("000121234,Anna,,Smith,1 A,,Springfield,IL,62701", "tin"),
        ("400001234,,,Smith,1 A,,Springfield,IL,62701", "first_name"),
        ("400001234,Anna,,Smith,1 A,,Springfield,Illinois,62701", "state"),
        ("400001234,Anna,,Smith,1 A,,Springfield,IL,2701", "zip"),
        ("400001234,Anna,,Smith,1 A,,Springfield,IL,62701,extra", "(all)"),
        ("400001234,Anna,,Smith,1 A\0B,,Springfield,IL,62701", "street"),
        ("400001234,Anna,,Smith,1 A,,Springfield,IL,６２７０１", "zip"),
        ("４００００１２３４,Anna,,Smith,1 A,,Springfield,IL,62701", "tin"),
        (f"400001234,Anna,,{'x' * 201},1 A,,Springfield,IL,62701", "last_name"),
    ],
)
def test_a_bad_row_is_named_and_the_good_ones_kept(people, line, column):
    """Line, column and reason are told, the value never."""
    outcome = people(line, ANNA.replace("1234", "1299"))
    ((number, where, reason),) = outcome.refused
    assert (number, where, outcome.added) == (2, column, 1)
    assert not any(value in reason for value in line.split(",") if len(value) > 3)


def test_stripped_zeros_are_refused_and_never_padded(desk, numbers):
    """A PIN of five digits is what a spreadsheet made of one, not a number to guess."""
    outcome = numbers("400001234,2026,12345")
    assert "leading zeros" in outcome.refused[0][2]
    with desk.database.reading() as session:
        assert session.scalars(select(IpPin)).all() == []


def test_another_pin_needs_replace(desk, numbers):
    """A different number for a known TIN and year is refused without --replace."""
    numbers("400001234,2026,123456")
    assert numbers("400001234,2026,222222").refused
    assert numbers("400001234,2026,222222", replace=True).changed == 1
    with desk.database.reading() as session:
        person = session.scalar(select(Taxpayer))
        assert ledger.current(session, person.id, 2026).pin == "222222"
        assert sorted(session.scalars(select(IpPin.status))) == ["current", "replaced"]


def test_a_wrong_heading_is_told(people):
    """A file that is something else is refused as a whole."""
    with pytest.raises(errors.InvalidInput, match="lacks"):
        people(ANNA, head="ssn,name")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("date_of_birth", "19800101"),
        ("date_of_birth", "2026-03-03"),
        ("adjusted_gross_income", "1_000"),
        ("adjusted_gross_income", "--5"),
        ("adjusted_gross_income", "9" * 30),
        ("last_filed_year", "2027"),
        ("enrollment", "friend"),
    ],
)
def test_optional_columns_hold_what_can_be(people, column, value):
    """A date that has passed, an amount that the record can hold, a year that has begun, a known word."""
    assert people(f"{ANNA},{value}", head=f"{HEAD},{column}").refused[0][1] == column


@pytest.mark.parametrize("value", ["12345.0", "1.2E5", "12-345", "１２３４５６", "000000"])
def test_a_pin_is_six_digits(desk, numbers, value):
    """Whatever a spreadsheet made of it is not taken for another number: a decimal point is no punctuation."""
    assert [column for _, column, _ in numbers(f"400001234,2026,{value}").refused] == ["ip_pin"]
    with desk.database.reading() as session:
        assert session.scalars(select(IpPin)).all() == []


@pytest.mark.parametrize("value", ["012-345", "012 345"])
def test_a_pin_written_in_groups_is_kept_bare(desk, numbers, value):
    """Kept as it was written it would never equal what stands on a return."""
    assert numbers(f"400001234,2026,{value}").added == 1
    with desk.database.reading() as session:
        assert ledger.current(session, session.scalar(select(Taxpayer.id)), 2026).pin == "012345"


def test_a_year_in_another_script_is_refused(numbers):
    """Digits of other scripts are no year."""
    assert numbers("400001234,²⁰²⁶,123456").refused[0][1] == "calendar_year"


def test_a_replaced_number_does_not_come_back(numbers):
    """An import leaves the status of a number on record, with --replace as well."""
    numbers("400001234,2026,123456")
    numbers("400001234,2026,222222", replace=True)
    assert numbers("400001234,2026,123456", replace=True).refused[0][1] == "status"


def test_last_years_file_is_safe_to_repeat(desk, numbers, on):
    """What it calls current has died on 1 January (domain 3.2), and that is no contradiction."""
    on(date(2025, 6, 1))
    assert numbers("400001234,2025,123456").added == 1
    on(date(2026, 3, 2))
    ledger.expire(desk, "clock")
    again = numbers("400001234,2025,123456")
    assert (again.unchanged, again.refused) == (1, [])


def test_a_quotation_mark_left_open_swallows_no_row_unseen(people):
    """The rows behind it end in one field, which is refused with a hint at the cause."""
    outcome = people('400001234,"Anna,B,Smith,12 Oak St,,Springfield,IL,62701', ANNA)
    assert outcome.added == 0
    assert "quotation mark" in outcome.refused[0][2]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (f"{HEAD}\n{ANNA}\n".encode("utf-16"), "UTF-8"),
        (f"{HEAD}\n{ANNA}\n".encode() * 400 + b"\xff\n", "UTF-8"),
        (b"PK\x03\x04\xff\xfe a workbook", "UTF-8"),
        (f"{HEAD},tin\n".encode(), "twice"),
        (HEAD.replace(",", ";").encode(), "lacks"),
        (f'{HEAD}\n"{"x" * 200_000}'.encode(), "quotation mark"),
        (b"", "lacks"),
    ],
    ids=["utf-16", "late byte", "workbook", "twice", "semicolons", "endless field", "empty"],
)
def test_what_is_no_such_csv_is_refused_whole(desk, tmp_path, data, said):
    """Before any row is taken over, with a hint at what to do."""
    path = tmp_path / "people.csv"
    path.write_bytes(data)
    with pytest.raises(errors.InvalidInput, match=said):
        imports.bring_people(desk, path, "test")
    with desk.database.reading() as session:
        assert session.scalars(select(Taxpayer)).all() == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_any_line_end_and_a_byte_order_mark_will_do(desk, tmp_path, end):
    """As spreadsheets write them on every system."""
    path = tmp_path / "people.csv"
    path.write_bytes(b"\xef\xbb\xbf" + f"{HEAD}{end}{ANNA}{end}".encode())
    assert (rows.count(path), imports.bring_people(desk, path, "test").added) == (1, 1)


def test_a_pin_written_with_punctuation_is_the_same_number(desk, numbers):
    """Kept as six bare digits, or a right return would be flagged and the letter show a hyphen."""
    assert numbers("400001234,2026,012-345").added == 1
    assert numbers("400001234,2026,012 345").unchanged == 1
    with desk.database.reading() as session:
        anna = session.scalar(select(Taxpayer))
        assert ledger.current(session, anna.id, 2026).pin == "012345"
        assert ledger.compare(session, anna, None, 2026, "012345", admit=ledger.uncounted) is Comparison.EQUAL


def test_a_column_that_the_file_lacks_leaves_the_record_as_it_is(desk, people):
    """A short list of addresses never brings the dead to life (domain 2.3: 13,220 notices to deceased)."""
    people(ANNA + ",2025-03-01,41000", head=f"{HEAD},date_of_death,adjusted_gross_income")
    assert people(ANNA).unchanged == 1
    with desk.database.reading() as session:
        anna = session.scalar(select(Taxpayer))
    assert (anna.date_of_death, anna.adjusted_gross_income) == (date(2025, 3, 1), 41_000)
    assert people(ANNA + ",", head=f"{HEAD},date_of_death").changed == 1


def test_a_file_neither_changes_an_address_nor_the_day_of_its_last_change(desk, people, clerk):
    """Another address is asked for; an empty day, an earlier one, and one that has not come change nothing."""
    people(ANNA)
    make.move(desk, 1, "7 Elm St")
    head, moved = f"{HEAD},address_changed_on", ANNA.replace("12 Oak St", "7 Elm St")
    assert people(f"{moved},", f"{moved},2025-07-01", head=head).unchanged == 2
    assert people(f"{moved},2026-03-09", head=head).refused[0][1] == "address_changed_on"
    assert people(f"{ANNA.replace('12 Oak St', '9 Ash St')},2025-07-01", head=head).refused[0][1] == "street"
    assert people(f"{ANNA.replace('12 Oak St', '9 Ash St')},", head=head, asker=clerk).changed == 1
    assert people(f"{ANNA.replace('12 Oak St', '9 Ash St')},", head=head, asker=clerk).unchanged == 1
    with desk.database.reading() as session:
        anna = session.scalars(select(Taxpayer)).one()
        assert (anna.street, anna.address_changed_on) == ("7 Elm St", calendar.today())
        assert addresses.waiting_for(session, 1).asked_by == clerk.name


def test_each_changed_person_is_one_event_with_before_and_after_sealed(desk, people, clerk):
    """The event names the columns; the values stand sealed in the row that it names, of the enrollment too."""
    head = f"{HEAD},adjusted_gross_income,enrollment,enrollment_mode"
    people(f"{ANNA},41000,f15227,continuous", head=head)
    changed = ANNA.replace("Smith", "Stone").replace("12 Oak St", "9 Ash St")
    people(f"{changed},52000,f15227,one_time", head=head, asker=clerk)
    people(f"{changed},52000,f15227,one_time", head=head, asker=clerk)
    with desk.database.reading() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "taxpayer.changed")).one()
        row = session.get_one(RecordChange, event.details["record"])
        raw = session.scalars(select(RecordChange.sealed_after)).one()
    assert (event.actor, event.subject_id, event.details["address"]) == (clerk.name, 1, 1)
    assert event.details["columns"] == "adjusted_gross_income, f15227.mode, last_name, last_name_key"
    assert (row.before["last_name"], row.after["last_name"]) == ("Smith", "Stone")
    assert (row.before["f15227.mode"], row.after["f15227.mode"]) == ("continuous", "one_time")
    assert b"Stone" not in raw and "Stone" not in str(event.details)


@pytest.mark.parametrize(
    ("terms", "outcome", "needed"),
    [
        ("victim,,,,,", "issued", True),
        ("victim,,,,no,2025-11-15", "issued", True),
        ("victim,,,,no,2025-11-16", "case_open", False),
        ("victim,,,,yes,", "case_open", False),
        ("f15227,2025-12-31,,,,", "issued", True),
        ("f15227,2026-01-01,,,,", "later", True),
        ("f15227,,2026-01-01,,,", "ended", False),
        ("f15227,,2026-01-02,,,", "issued", True),
        ("tac,2025-03-01,,one_time,,", "one_time", False),
        ("online,2018-12-31,,,,", "issued", True),
        ("online,2019-01-01,,,,", "online", True),
    ],
)
def test_what_a_file_says_of_an_enrollment_decides_run_and_return(desk, people, terms, outcome, needed):
    """Domain 2.2 and 3.4: early holders, cases resolved in time, who left and who came later; each from a file."""
    head = f"{HEAD},enrollment,enrolled_on,enrollment_ended_on,enrollment_mode,case_open,case_resolved_on"
    assert people(f"{ANNA},{terms}", head=head).added == 1
    assert people(f"{ANNA},{terms}", head=head).unchanged == 1
    with desk.database.reading() as session:
        assert ledger.required(session, session.scalar(select(Enrollment.taxpayer_id)), 2026) is needed
    assert season.run(desk, 2026, "sue").outcomes == {outcome: 1}
