"""Taking over taxpayers and PINs from CSV files: good rows kept, bad ones listed, safe to repeat.

A complaint names line, column and reason, never the value. Numbers whose leading zeros a
spreadsheet stripped are refused with that reason and never padded.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import audit, calendar, crypto, enrollments, errors, names, pins, taxpayers
from desk.enrollments import Terms
from desk.models import IpPin, Taxpayer
from desk.office import Office
from desk.program import pin as pin_rules
from desk.program import tin as tin_rules

PEOPLE = ("tin", "first_name", "middle_initial", "last_name", "street", "apartment", "city", "state", "zip")
PEOPLE_MORE = (
    "address_changed_on", "date_of_birth", "date_of_death", "filing_status", "adjusted_gross_income",
    "last_filed_year", "enrollment", "enrolled_on", "enrollment_ended_on", "enrollment_mode", "case_open",
    "case_resolved_on",
)  # fmt: skip
NUMBERS = ("tin", "calendar_year", "ip_pin")
NUMBERS_MORE = ("status",)
_STATUSES = ("single", "joint", "separate", "head", "survivor", "")
_BASES = ("victim", "online", "f15227", "tac", "pilot", "")
_ADDRESS = ("street", "apartment", "city", "state", "zip")
_CHUNK = 500


class Refused(Exception):
    """A row that cannot be taken over: the column and the reason, never the value."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column = column


@dataclass
class Outcome:
    """What became of a file: rows added, changed, already there, and the refused ones."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def count(path: Path) -> int:
    """Rows in the file, for a progress bar."""
    with path.open("rb") as file:
        return max(0, sum(1 for _ in file) - 1)


def bring_people(office: Office, path: Path, actor: str, tick: Callable[[], object] = lambda: None) -> Outcome:
    """Taxpayers from ``path``; a known TIN's record is brought up to date."""
    return _bring(office, path, PEOPLE, PEOPLE_MORE, lambda s, row: _person(s, row, office, actor), actor, tick)


def bring_pins(
    office: Office, path: Path, actor: str, replace: bool = False, tick: Callable[[], object] = lambda: None
) -> Outcome:
    """IP PINs from ``path``; another number for a known TIN and year is refused unless ``replace``."""
    return _bring(
        office, path, NUMBERS, NUMBERS_MORE, lambda s, row: _number(s, row, office, actor, replace), actor, tick
    )


def _bring(office, path, required, optional, take, actor, tick) -> Outcome:
    outcome = Outcome()
    rows = _rows(path, required, optional)
    while chunk := [row for row, _ in zip(rows, range(_CHUNK), strict=False)]:
        with office.database.transaction() as session:
            for line, row in chunk:
                _take_one(session, line, row, take, outcome)
                tick()
            audit.record(session, actor, "records.imported", "file", None, rows=len(chunk), kind=required[-1])
    return outcome


def _take_one(session: Session, line: int, row: dict[str, str], take, outcome: Outcome) -> None:
    try:
        if None in row:
            raise Refused("(all)", "the row has more columns than the heading")
        with session.begin_nested():
            result = take(session, row)
        setattr(outcome, result, getattr(outcome, result) + 1)
    except Refused as bad:
        outcome.refused.append((line, bad.column, str(bad)))


def _rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            heading = [name.strip().lower() for name in reader.fieldnames or ()]
            _check_heading(heading, required, optional)
            reader.fieldnames = heading
            for row in reader:
                yield reader.line_num, {k: (v or "").strip() if k else v for k, v in row.items()}
    except UnicodeDecodeError:
        raise errors.InvalidInput("the file is not UTF-8 text: save it as \u201cCSV UTF-8\u201d") from None
    except OSError as bad:
        raise errors.InvalidInput(f"the file cannot be read: {bad.strerror}") from None
    except csv.Error:
        raise errors.InvalidInput("the file is not CSV: save it as \u201cCSV UTF-8\u201d") from None


def _check_heading(heading: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in heading]
    strange = [name for name in heading if name not in required + optional]
    if missing:
        raise errors.InvalidInput(f"the heading lacks: {', '.join(missing)}")
    if strange:
        raise errors.InvalidInput(f"the heading has unknown columns: {', '.join(repr(name) for name in strange)}")


def _person(session: Session, row: dict[str, str], office: Office, actor: str) -> str:
    number = _tin(row, office)
    values = _person_values(row)
    person = taxpayers.by_tin(session, number)
    basis, terms = _choice(row, "enrollment", _BASES), _terms(row)
    if person is None:
        person = Taxpayer(tin=number, tin_index=crypto.ring().tin_index(number), tin_last4=number[-4:], **values)
        session.add(person)
        session.flush()
        if basis:
            enrollments.take_over(session, person, basis, terms)
        return "added"
    if "address_changed_on" not in values and any(getattr(person, name) != values[name] for name in _ADDRESS):
        values["address_changed_on"] = calendar.today()
    changed = any(getattr(person, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(person, name, value)
    enrolled = bool(basis) and enrollments.take_over(session, person, basis, terms)
    return "changed" if enrolled or changed else "unchanged"


def _person_values(row: dict[str, str]) -> dict[str, object]:
    for column in ("first_name", "last_name", "street", "city", "state", "zip"):
        if not row[column]:
            raise Refused(column, "is empty")
    state = row["state"].upper()
    if len(state) != 2 or not state.isalpha():
        raise Refused("state", "is not a two-letter state")
    texts = {name: row[name] for name in ("first_name", "middle_initial", "last_name", "street", "apartment", "city")}
    fixed = {"last_name_key": names.key(row["last_name"]), "state": state, "zip": _zip(row)}
    return texts | fixed | _more_values(row)


def _more_values(row: dict[str, str]) -> dict[str, object]:
    """The optional columns that the file has: one that it lacks leaves the record as it is."""
    read: dict[str, Callable[[], object]] = {
        "address_changed_on": lambda: _date(row, "address_changed_on"),
        "date_of_birth": lambda: _date(row, "date_of_birth"),
        "date_of_death": lambda: _date(row, "date_of_death"),
        "filing_status": lambda: _choice(row, "filing_status", _STATUSES) or None,
        "adjusted_gross_income": lambda: _integer(row, "adjusted_gross_income"),
        "last_filed_year": lambda: _integer(row, "last_filed_year"),
    }
    return {name: value() for name, value in read.items() if name in row}


def _terms(row: dict[str, str]) -> Terms:
    case_open = _choice(row, "case_open", ("yes", "no", ""))
    return Terms(
        since=_date(row, "enrolled_on"),
        ended_on=_date(row, "enrollment_ended_on"),
        mode=_choice(row, "enrollment_mode", (*enrollments.MODES, "")) or None,
        case_open=case_open == "yes" if case_open else None,
        case_resolved_on=_date(row, "case_resolved_on"),
    )


def _number(session: Session, row: dict[str, str], office: Office, actor: str, replace: bool) -> str:
    person = taxpayers.by_tin(session, _tin(row, office))
    if person is None:
        raise Refused("tin", "no taxpayer with this number is on record: import taxpayers first")
    year, number = _year(row), _pin(row)
    status = _choice(row, "status", ("current", "replaced", "")) or "current"
    mark = crypto.ring().pin_mac(person.tin, year, number)
    same = session.scalar(select(IpPin).where(IpPin.taxpayer_id == person.id, IpPin.mac == mark))
    if same is not None and same.status == status:
        return "unchanged"
    standing = pins.current(session, person.id, year)
    if same is not None or (status == "current" and standing and not replace):
        raise Refused("ip_pin", "another number is on record for this taxpayer and year: use --replace to replace it")
    if status == "current" and standing:
        pins.end(session, standing, "replace", actor=actor, reason="import")
    pins.bring_in(session, person, year, number, status=status, actor=actor)
    return "changed" if standing and status == "current" else "added"


def _tin(row: dict[str, str], office: Office) -> str:
    digits = row["tin"].replace("-", "").replace(" ", "")
    if digits.isdigit() and 5 <= len(digits) < 9:
        raise Refused(
            "tin", "has fewer than nine digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not tin_rules.valid(digits, allow_test=office.settings.allow_test_tins):
        raise Refused("tin", "is not a valid SSN or ITIN")
    return digits


def _pin(row: dict[str, str]) -> str:
    number = row["ip_pin"]
    if number.isdigit() and 0 < len(number) < 6:
        raise Refused(
            "ip_pin", "has fewer than six digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not pin_rules.wellformed(number):
        raise Refused("ip_pin", "is not six digits other than 000000")
    return pin_rules.strip(number)


def _zip(row: dict[str, str]) -> str:
    digits = row["zip"].replace("-", "").replace(" ", "")
    if digits.isdigit() and len(digits) in (3, 4, 7, 8):
        raise Refused("zip", "has too few digits: a spreadsheet may have stripped leading zeros; format it as text")
    if not digits.isdigit() or len(digits) not in (5, 9):
        raise Refused("zip", "is not a ZIP code of five or nine digits")
    return digits


def _year(row: dict[str, str]) -> int:
    if not (row["calendar_year"].isdigit() and 2011 <= int(row["calendar_year"]) <= 2100):
        raise Refused("calendar_year", "is not a year from 2011 on")
    return int(row["calendar_year"])


def _choice(row: dict[str, str], column: str, legal: tuple[str, ...]) -> str:
    value = row.get(column, "").lower()
    if value not in legal:
        raise Refused(column, f"must be one of: {', '.join(one for one in legal if one)}")
    return value


def _date(row: dict[str, str], column: str) -> date | None:
    try:
        return date.fromisoformat(row[column]) if row.get(column) else None
    except ValueError:
        raise Refused(column, "is not a date as YYYY-MM-DD") from None


def _integer(row: dict[str, str], column: str) -> int | None:
    try:
        return int(row[column].replace(",", "").replace("$", "")) if row.get(column) else None
    except ValueError:
        raise Refused(column, "is not a whole number") from None
