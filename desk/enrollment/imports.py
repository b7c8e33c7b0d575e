"""Imports taxpayers and PINs from CSV files: it keeps valid rows and lists the others; it is safe to repeat.

An error names the line, the column and the reason, never the value. A number that lost its leading zeros in a
spreadsheet is refused for that reason and never padded.

Each change of a record is kept with the values before and after, and gives one audit event per person. A different
address is not imported: it becomes a request that another person grants (desk/enrollment/addresses). The day of the
last change of address is never moved back or removed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.enrollment import addresses, opting_out, places, record_changes, rows
from desk.enrollment.addresses import Asked, NewAddress, Source
from desk.enrollment.opting_out import Terms
from desk.lifecycle import audit
from desk.matching import candidates, names
from desk.models import IpPin, Taxpayer
from desk.models.states import LedgerKind, PinStatus
from desk.models.taxpayers import ADDRESS
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.pins import guesses, ledger
from desk.pins.guesses import Asker
from desk.program import pin as pin_rules
from desk.program import tin as tin_rules
from desk.recommendation import renewals
from desk.system import calendar, crypto

PEOPLE = ("tin", "first_name", "middle_initial", "last_name", "street", "apartment", "city", "state", "zip")
PEOPLE_MORE = (
    "address_changed_on", "date_of_birth", "date_of_death", "filing_status", "adjusted_gross_income",
    "last_filed_year", "enrollment", "enrolled_on", "enrollment_ended_on", "enrollment_mode", "case_open",
    "case_resolved_on", "country",
)  # fmt: skip
NUMBERS = ("tin", "calendar_year", "ip_pin")
NUMBERS_MORE = ("status",)
_STATUSES = ("single", "joint", "separate", "head", "survivor", "")
_BASES = ("victim", "online", "f15227", "tac", "pilot", "")
_CHUNK = 500


@dataclass
class Outcome:
    """The result of an import: counts of rows added, changed and unchanged; refused rows as (line, column, reason)."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[int, str, str]] = field(default_factory=list)


def bring_people(
    office: Office,
    path: Path,
    actor: str,
    tick: Callable[[], object] = lambda: None,
    asker: Actor | None = None,
) -> Outcome:
    """Import taxpayers from ``path`` and update the record of a TIN on record; ``tick`` is called for each row.

    ``asker`` requests the changes of address in the file; without one, a row with such a change is refused. Raises
    :class:`errors.InvalidInput` if the file as a whole cannot be read.
    """
    by, evidence = asker.name if asker else actor, f"file {path.name}"[: addresses.LONGEST]

    def take(session: Session, row: dict[str, str]) -> tuple[str, int]:
        return _whole_person(session, row, office, _Import(by, asker, evidence))

    return _bring(office, path, PEOPLE, PEOPLE_MORE, take, by, tick)


@dataclass(frozen=True)
class _Import:
    """Who imports, who requests the changes of address (if anybody), and the evidence for the new address."""

    actor: str
    asker: Actor | None
    evidence: str


def bring_pins(
    office: Office, path: Path, actor: str, replace: bool = False, tick: Callable[[], object] = lambda: None
) -> Outcome:
    """Import IP PINs from ``path``; a different PIN for a TIN and year on record is refused unless ``replace``.

    ``tick`` is called for each row. Raises :class:`errors.InvalidInput` if the file as a whole cannot be read.
    """
    return _bring(
        office, path, NUMBERS, NUMBERS_MORE, lambda s, row: _number(s, row, office, actor, replace), actor, tick
    )


def _bring(office, path, required, optional, take, actor, tick) -> Outcome:
    outcome = Outcome()
    rows.count(path)  # before the first row is imported: refuses a file that is not text as a whole
    found = rows.rows(path, required, optional)
    while chunk := [row for row, _ in zip(found, range(_CHUNK), strict=False)]:
        touched: set[int] = set()
        with office.database.transaction() as session:
            for line, row in chunk:
                _take_one(session, line, row, take, outcome, touched)
                tick()
            kind = "pins" if required == NUMBERS else "taxpayers"
            audit.record(session, actor, "records.imported", "file", None, rows=len(chunk), kind=kind)
        renewals.make(office, touched, actor)
    return outcome


def _take_one(session: Session, line: int, row: dict[str, str], take, outcome: Outcome, touched: set[int]) -> None:
    """Import one row; if it changed a taxpayer's records, add the taxpayer's id to ``touched``."""
    try:
        rows.demand_plain(row)
        result, taxpayer_id = take(session, row)
        setattr(outcome, result, getattr(outcome, result) + 1)
        touched |= {taxpayer_id} if result != "unchanged" else set()
    except rows.Refused as bad:
        outcome.refused.append((line, bad.column, str(bad)))


def _whole_person(session: Session, row: dict[str, str], office: Office, by: _Import) -> tuple[str, int]:
    """Import a person with the enrollment; if either is refused, import neither."""
    with session.begin_nested():
        return _person(session, row, office, by)


def _person(session: Session, row: dict[str, str], office: Office, by: _Import) -> tuple[str, int]:
    number = _tin(row, office)
    values = _person_values(row)
    person = candidates.by_tin(session, number)
    basis, terms = rows.choice(row, "enrollment", _BASES), _terms(row)
    if person is None:
        person = Taxpayer(tin=number, tin_index=crypto.ring().tin_index(number), tin_last4=number[-4:], **values)
        session.add(person)
        session.flush()
        if basis:
            opting_out.take_over(session, person, basis, terms)
        audit.record(session, by.actor, "taxpayer.added", "taxpayer", person.id)
        return "added", person.id
    before = record_changes.snapshot(session, person)
    moved = _ask_address(session, person, values, by)
    _keep_later_day(person, values)
    for name, value in values.items():
        setattr(person, name, value)
    if basis:
        opting_out.take_over(session, person, basis, terms)
    session.flush()
    changed = record_changes.keep(session, person, before, moved, by.actor)
    return "changed" if changed else "unchanged", person.id


def _ask_address(session: Session, person: Taxpayer, values: dict[str, object], by: _Import) -> int | None:
    """Take the address out of a row's values; another one than the record's is asked for, by the request's number.

    One that is asked for already waits on.
    """
    given = {name: str(values.pop(name)) for name in ADDRESS}
    waiting = addresses.waiting_for(session, person.id)
    if given == person.home or (waiting is not None and waiting.new == given):
        return None
    if by.asker is None:
        raise rows.Refused(
            "street",
            "another address is on record: name who asks for the change with --by, for a second person to grant",
        )
    try:
        return addresses.ask_in(session, Asked(person.id, NewAddress(**given), Source.FILE, by.evidence), by.asker)
    except (errors.InvalidInput, errors.WrongState) as bad:
        raise rows.Refused("street", str(bad)) from None


def _keep_later_day(person: Taxpayer, values: dict[str, object]) -> None:
    """The day of the last change of address stays, unless the file knows of a later one."""
    day, standing = values.pop("address_changed_on", None), person.address_changed_on
    if isinstance(day, date) and (standing is None or day > standing):
        values["address_changed_on"] = day


def _person_values(row: dict[str, str]) -> dict[str, object]:
    for column in ("first_name", "last_name"):
        if not row[column]:
            raise rows.Refused(column, "is empty")
    texts = {name: row[name] for name in ("first_name", "middle_initial", "last_name")}
    return texts | {"last_name_key": names.key(row["last_name"])} | places.columns(row) | _more_values(row)


def _more_values(row: dict[str, str]) -> dict[str, object]:
    """The values of the optional columns in the file; a missing column leaves the record unchanged."""
    read: dict[str, Callable[[], object]] = {
        "address_changed_on": lambda: rows.past(row, "address_changed_on"),
        "date_of_birth": lambda: rows.past(row, "date_of_birth"),
        "date_of_death": lambda: rows.past(row, "date_of_death"),
        "filing_status": lambda: rows.choice(row, "filing_status", _STATUSES) or None,
        "adjusted_gross_income": lambda: rows.whole(row, "adjusted_gross_income"),
        "last_filed_year": lambda: rows.whole(row, "last_filed_year", 1900, calendar.today().year),
    }
    return {name: value() for name, value in read.items() if name in row}


def _terms(row: dict[str, str]) -> Terms:
    case_open = rows.choice(row, "case_open", ("yes", "no", ""))
    return Terms(
        since=rows.day(row, "enrolled_on"),
        ended_on=rows.day(row, "enrollment_ended_on"),
        mode=rows.choice(row, "enrollment_mode", (*opting_out.MODES, "")) or None,
        case_open=case_open == "yes" if case_open else None,
        case_resolved_on=rows.day(row, "case_resolved_on"),
    )


def _number(session: Session, row: dict[str, str], office: Office, actor: str, replace: bool) -> tuple[str, int]:
    """Import one PIN, or refuse it before anything is written; the comparison is recorded in both cases."""
    person = candidates.by_tin(session, _tin(row, office))
    if person is None:
        raise rows.Refused("tin", "no taxpayer with this number is on record: import taxpayers first")
    year, number = _year(row), _pin(row)
    status = rows.choice(row, "status", (PinStatus.CURRENT, PinStatus.REPLACED, "")) or PinStatus.CURRENT
    if not guesses.admit(session, number, Asker(actor), person, year):
        raise rows.Refused(
            "ip_pin", "is one of too many different numbers for this taxpayer and year: a supervisor must look first"
        )
    mark = crypto.ring().pin_mac(person.tin, year, number)
    same = session.scalar(select(IpPin).where(IpPin.taxpayer_id == person.id, IpPin.mac == mark))
    if same is not None and (same.status == status or (status, same.status) == (PinStatus.CURRENT, PinStatus.EXPIRED)):
        return "unchanged", person.id  # last year's file calls an expired PIN current (domain.md 3.2)
    if same is not None:
        raise rows.Refused(
            "status", "this number is on record for that year with another status, which an import leaves"
        )
    standing = ledger.current(session, person.id, year)
    if status == PinStatus.CURRENT and standing and not replace:
        raise rows.Refused(
            "ip_pin", "another number is on record for this taxpayer and year: use --replace to replace it"
        )
    if status == PinStatus.CURRENT and standing:
        ledger.end(session, standing, LedgerKind.REPLACE, actor=actor, reason="import")
    ledger.bring_in(session, person, year, number, status=status, actor=actor)
    return "changed" if standing and status == PinStatus.CURRENT else "added", person.id


def _tin(row: dict[str, str], office: Office) -> str:
    digits = row["tin"].replace("-", "").replace(" ", "")
    if rows.digits(digits) and 5 <= len(digits) < 9:
        raise rows.Refused(
            "tin", "has fewer than nine digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not tin_rules.valid(digits, allow_test=office.settings.allow_test_tins):
        raise rows.Refused("tin", "is not a valid SSN or ITIN")
    return digits


def _pin(row: dict[str, str]) -> str:
    number = row["ip_pin"].replace("-", "").replace(" ", "")
    if rows.digits(number) and len(number) < 6:
        raise rows.Refused(
            "ip_pin", "has fewer than six digits: a spreadsheet may have stripped leading zeros; format it as text"
        )
    if not (rows.digits(number) and pin_rules.wellformed(number)):  # "12345.0" is not a PIN with a point in it
        raise rows.Refused("ip_pin", "is not six digits other than 000000")
    return number


def _year(row: dict[str, str]) -> int:
    text = row["calendar_year"]
    if not (rows.digits(text) and len(text) == 4 and 2011 <= int(text) <= 2100):
        raise rows.Refused("calendar_year", "is not a year from 2011 on")
    return int(text)
