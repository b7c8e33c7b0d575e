"""Taking over taxpayers and PINs from CSV files: good rows kept, bad ones listed, safe to repeat.

A complaint names line, column and reason, never the value. Numbers whose leading zeros a
spreadsheet stripped are refused with that reason and never padded.
"""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import audit, calendar, crypto, errors, names, pins, taxpayers
from desk.models import Enrollment, IpPin, Taxpayer
from desk.office import Office
from desk.program import pin as pin_rules
from desk.program import tin as tin_rules

PEOPLE = ("tin", "first_name", "middle_initial", "last_name", "street", "apartment", "city", "state", "zip")
PEOPLE_MORE = (
    "date_of_birth", "date_of_death", "filing_status", "adjusted_gross_income", "last_filed_year", "enrollment",
)  # fmt: skip
NUMBERS = ("tin", "calendar_year", "ip_pin")
NUMBERS_MORE = ("status",)
_STATUSES = ("single", "joint", "separate", "head", "survivor", "")
_BASES = ("victim", "online", "f15227", "tac", "pilot", "")
_CHUNK = 500
_LONGEST = 200  # characters of a text; what is longer is a heap of rows behind a quotation mark that was never closed
_RICHEST = 10**12
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_WHOLE = re.compile(r"(-?[$]?|[$]-)(\d{1,3}(,\d{3})+|\d+)", re.ASCII)


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
    """Rows in the file, for a progress bar; :class:`errors.InvalidInput` when it is not UTF-8 text that can be read."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            return max(0, sum(1 for _ in file) - 1)
    except UnicodeDecodeError:
        raise errors.InvalidInput("the file is not UTF-8 text: save it as “CSV UTF-8”") from None
    except OSError as bad:
        raise errors.InvalidInput(f"the file cannot be read: {bad.strerror}") from None


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
    count(path)  # before any row is taken over: a file that is no text is refused whole
    rows = _rows(path, required, optional)
    while chunk := [row for row, _ in zip(rows, range(_CHUNK), strict=False)]:
        with office.database.transaction() as session:
            for line, row in chunk:
                _take_one(session, line, row, take, outcome)
                tick()
            kind = "pins" if required == NUMBERS else "taxpayers"
            audit.record(session, actor, "records.imported", "file", None, rows=len(chunk), kind=kind)
    return outcome


def _take_one(session: Session, line: int, row: dict[str, str], take, outcome: Outcome) -> None:
    try:
        _demand_plain(row)
        with session.begin_nested():
            result = take(session, row)
        setattr(outcome, result, getattr(outcome, result) + 1)
    except Refused as bad:
        outcome.refused.append((line, bad.column, str(bad)))


def _rows(path: Path, required: tuple[str, ...], optional: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        try:
            heading = [name.strip().lower() for name in reader.fieldnames or ()]
            _check_heading(heading, required, optional)
            reader.fieldnames = heading
            for row in reader:
                yield reader.line_num, {k: (v or "").strip() if k else v for k, v in row.items()}
        except csv.Error:
            raise errors.InvalidInput(
                f"the file is not CSV from line {reader.line_num} on (is a quotation mark left open?): the rows before "
                "it were looked at, the others not; mend it and import it again"
            ) from None


def _demand_plain(row: dict[str, str]) -> None:
    """Refuse a row that no list of people or numbers holds: too many columns, control characters, endless texts."""
    if None in row:
        raise Refused("(all)", "the row has more columns than the heading")
    for column, text in row.items():
        if len(text) > _LONGEST or not text.isprintable():
            raise Refused(
                column, "is too long or holds a line break or control character: is a quotation mark left open?"
            )


def _check_heading(heading: list[str], required: tuple[str, ...], optional: tuple[str, ...]) -> None:
    missing = [name for name in required if name not in heading]
    strange = [name for name in heading if name not in required + optional]
    if missing:
        raise errors.InvalidInput(
            f"the heading lacks: {', '.join(missing)} (the columns are parted by commas, their names stand in line 1)"
        )
    if len(set(heading)) < len(heading):
        raise errors.InvalidInput("the heading names a column twice: take one of them out")
    if strange:
        raise errors.InvalidInput(f"the heading has unknown columns: {', '.join(repr(name) for name in strange)}")


def _person(session: Session, row: dict[str, str], office: Office, actor: str) -> str:
    number = _tin(row, office)
    values = _person_values(row)
    person = taxpayers.by_tin(session, number)
    basis = _choice(row, "enrollment", _BASES)
    if person is None:
        person = Taxpayer(tin=number, tin_index=crypto.ring().tin_index(number), tin_last4=number[-4:], **values)
        session.add(person)
        session.flush()
        _enroll(session, person, basis)
        return "added"
    changed = any(getattr(person, name) != value for name, value in values.items())
    for name, value in values.items():
        setattr(person, name, value)
    return "changed" if _enroll(session, person, basis) or changed else "unchanged"


def _person_values(row: dict[str, str]) -> dict[str, object]:
    for column in ("first_name", "last_name", "street", "city", "state", "zip"):
        if not row[column]:
            raise Refused(column, "is empty")
    state = row["state"].upper()
    if len(state) != 2 or not (state.isascii() and state.isalpha()):
        raise Refused("state", "is not a two-letter state")
    texts = {name: row[name] for name in ("first_name", "middle_initial", "last_name", "street", "apartment", "city")}
    return texts | {
        "last_name_key": names.key(row["last_name"]),
        "state": state,
        "zip": _zip(row),
        "date_of_birth": _past(row, "date_of_birth"),
        "date_of_death": _past(row, "date_of_death"),
        "filing_status": _choice(row, "filing_status", _STATUSES) or None,
        "adjusted_gross_income": _integer(row, "adjusted_gross_income"),
        "last_filed_year": _integer(row, "last_filed_year", 1900, calendar.today().year),
    }


def _enroll(session: Session, person: Taxpayer, basis: str) -> bool:
    """Add an enrollment on ``basis`` unless it is there; whether anything changed."""
    known = session.scalars(select(Enrollment.basis).where(Enrollment.taxpayer_id == person.id)).all()
    if not basis or basis in known:
        return False
    session.add(Enrollment(taxpayer_id=person.id, basis=basis, since=date(2021, 1, 1)))
    return True


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
    if same is not None:
        raise Refused("status", "this number is on record for that year with another status, which an import leaves")
    standing = pins.current(session, person.id, year)
    if status == "current" and standing and not replace:
        raise Refused("ip_pin", "another number is on record for this taxpayer and year: use --replace to replace it")
    if status == "current" and standing:
        pins.end(session, standing, "replace", actor=actor, reason="import")
    pins.bring_in(session, person, year, number, status=status, actor=actor)
    return "changed" if standing and status == "current" else "added"


def _tin(row: dict[str, str], office: Office) -> str:
    digits = row["tin"].replace("-", "").replace(" ", "")
    if _digits(digits) and 5 <= len(digits) < 9:
        raise Refused(
            "tin", "has fewer than nine digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not tin_rules.valid(digits, allow_test=office.settings.allow_test_tins):
        raise Refused("tin", "is not a valid SSN or ITIN")
    return digits


def _pin(row: dict[str, str]) -> str:
    number = row["ip_pin"].replace("-", "").replace(" ", "")
    if _digits(number) and len(number) < 6:
        raise Refused(
            "ip_pin", "has fewer than six digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not (_digits(number) and pin_rules.wellformed(number)):  # 12345.0 is no number to take a point out of
        raise Refused("ip_pin", "is not six digits other than 000000")
    return number


def _zip(row: dict[str, str]) -> str:
    digits = row["zip"].replace("-", "").replace(" ", "")
    if _digits(digits) and len(digits) in (3, 4, 7, 8):
        raise Refused("zip", "has too few digits: a spreadsheet may have stripped leading zeros; format it as text")
    if not _digits(digits) or len(digits) not in (5, 9):
        raise Refused("zip", "is not a ZIP code of five or nine digits")
    return digits


def _digits(text: str) -> bool:
    """Whether a text is of the digits 0 to 9 alone; other scripts have digits of their own."""
    return text.isascii() and text.isdigit()


def _year(row: dict[str, str]) -> int:
    text = row["calendar_year"]
    if not (_digits(text) and len(text) == 4 and 2011 <= int(text) <= 2100):
        raise Refused("calendar_year", "is not a year from 2011 on")
    return int(text)


def _choice(row: dict[str, str], column: str, legal: tuple[str, ...]) -> str:
    value = row.get(column, "").lower()
    if value not in legal:
        raise Refused(column, f"must be one of: {', '.join(one for one in legal if one)}")
    return value


def _date(row: dict[str, str], column: str) -> date | None:
    text = row.get(column)
    if not text:
        return None
    try:
        day = date.fromisoformat(text) if _DATE.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise Refused(column, "is not a date as YYYY-MM-DD")
    return day


def _past(row: dict[str, str], column: str) -> date | None:
    """A day of somebody's life: it has come."""
    day = _date(row, column)
    if day and day > calendar.today():
        raise Refused(column, "is a date that has not come yet")
    return day


def _integer(row: dict[str, str], column: str, least: int = -_RICHEST, most: int = _RICHEST) -> int | None:
    text = row.get(column)
    if not text:
        return None
    number = int(re.sub(r"[$,]", "", text)) if _WHOLE.fullmatch(text) else None
    if number is None or not least <= number <= most:
        raise Refused(column, "is not a whole number that can be")
    return number
