"""The ledger of IP PINs: issue, import, replace, revoke, expire, and the only comparison.

A number comes from the system's CSPRNG: six digits as text, never 000000 and never last year's (domain.md 3.1). It
leaves this module in clear only through :func:`opened`, to be printed. Comparison uses keyed marks and answers with a
word, never with the number.
"""

import hmac
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from desk import errors
from desk.lifecycle import audit
from desk.models import Enrollment, IpPin, LedgerEntry, Taxpayer
from desk.models.protection import marks
from desk.models.states import LedgerKind, PinStatus
from desk.office.opening import Office
from desk.program import pin as pin_rules
from desk.program import season
from desk.program.returns import Comparison
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.program.words import Route
from desk.system import calendar, crypto

Admit = Callable[[Taxpayer, int], bool]
"""Whether a number may be compared with this person's number of this year."""
_Look = tuple[Taxpayer, int, tuple[str, ...], Comparison]
_COUNTED = (PinStatus.CURRENT, PinStatus.EXPIRED)
_ENDED = {
    LedgerKind.REPLACE: PinStatus.REPLACED,
    LedgerKind.REVOKE: PinStatus.REVOKED,
    LedgerKind.EXPIRE: PinStatus.EXPIRED,
}
_CHUNK = 1000


def current(session: Session, taxpayer_id: int, year: int) -> IpPin | None:
    """Return this person's current number for this calendar year."""
    return session.scalar(
        select(IpPin).where(
            IpPin.taxpayer_id == taxpayer_id, IpPin.calendar_year == year, IpPin.status == PinStatus.CURRENT
        )
    )


def coming(session: Session, taxpayer_id: int) -> list[IpPin]:
    """Return this person's numbers for future years."""
    after = IpPin.calendar_year > calendar.today().year
    return list(
        session.scalars(select(IpPin).where(IpPin.taxpayer_id == taxpayer_id, after, IpPin.status == PinStatus.CURRENT))
    )


def required(session: Session, taxpayer_id: int, year: int, settings: ProgramSettings = DEFAULTS) -> bool:
    """Return whether a return of this calendar year needs a PIN: active enrollment or a current number.

    An enrollment that ends on January 1 no longer counts for the year. A victim whose case is open, or was resolved
    after the year's cutoff, has no number yet, as in the annual run (desk/program/enrollment.py).
    """
    starts, ends = date(year, 1, 1), date(year, 12, 31)
    resolved = Enrollment.case_resolved_on
    in_time = or_(resolved.is_(None), resolved <= season.case_cutoff(year, settings))
    enrolled = select(Enrollment).where(
        Enrollment.taxpayer_id == taxpayer_id,
        Enrollment.since <= ends,
        or_(Enrollment.ended_on.is_(None), Enrollment.ended_on > starts),
        or_(Enrollment.basis != Route.VICTIM.value, Enrollment.case_open.is_(False) & in_time),
        or_(Enrollment.mode != "one_time", Enrollment.since >= starts),
    )
    found = session.scalar(enrolled.limit(1))
    if found is None:
        return had(session, taxpayer_id, year)
    marks.demand(found)
    return True


def issue(session: Session, person: Taxpayer, year: int, *, actor: str, document_id: int | None, reason: str) -> IpPin:
    """Issue a new number to ``person`` for ``year``; raises :class:`errors.WrongState` if one is current."""
    if current(session, person.id, year):
        raise errors.WrongState("this taxpayer already has a current IP PIN for that year")
    pin = add(session, person, year, _draw(session, person, year))
    return _enter(session, pin, LedgerKind.ISSUE, actor, document_id, reason)


def bring_in(session: Session, person: Taxpayer, year: int, number: str, *, status: str, actor: str) -> IpPin:
    """Import a number issued elsewhere."""
    return _enter(session, add(session, person, year, number, status), LedgerKind.IMPORT, actor, None, status)


def end(
    session: Session, pin: IpPin, kind: LedgerKind, *, actor: str, document_id: int | None = None, reason: str = ""
) -> None:
    """End a current number: ``kind`` is replace, revoke or expire."""
    if pin.status != PinStatus.CURRENT:
        raise errors.WrongState("that IP PIN has ended already")
    pin.status = _ENDED[kind]
    _enter(session, pin, kind, actor, document_id, reason)


def had(session: Session, taxpayer_id: int, year: int) -> bool:
    """Return whether that year has a current number; for a past year, one that was current until it expired."""
    return bool(_sound(session, taxpayer_id, year, _COUNTED))


def compare(
    session: Session,
    person: Taxpayer,
    other: Taxpayer | None,
    year: int,
    number: str,
    also: int | None = None,
    *,
    admit: Admit,
) -> Comparison:
    """Return what ``number`` is for ``person`` (domain.md 4.2 rows 3, 7–10); constant time per mark.

    ``also`` is the other year whose number a supervisor's rule accepts at the turn of the year. ``admit`` is called
    before each look at a person's numbers of a year; after its first False nothing more is looked at. Pass
    ``guesses.counting``, so that nobody can try numbers.
    """
    for whose, when, statuses, result in _looks(person, other, year, also):
        if not admit(whose, when):
            return Comparison.WITHHELD
        if _is(session, whose, when, number, statuses):
            return result
    return Comparison.DIFFERS


def uncounted(_person: Taxpayer, _year: int) -> bool:
    """Admit everything: for a :func:`compare` whose answer nobody is told, only what it means for a counted one."""
    return True


def _looks(person: Taxpayer, other: Taxpayer | None, year: int, also: int | None) -> Iterator[_Look]:
    """The numbers to look at (person, year, status), closest first, and what an equal one means."""
    yield person, year, _COUNTED, Comparison.EQUAL
    if also is not None:
        yield person, also, _COUNTED, Comparison.EQUAL
    yield person, year, (PinStatus.REPLACED, PinStatus.REVOKED), Comparison.REPLACED
    yield person, year - 1, (*_COUNTED, PinStatus.REPLACED), Comparison.LAST_YEAR
    if other:
        yield other, year, _COUNTED, Comparison.OTHER_SPOUSE


def on_record(session: Session, taxpayer_id: int, year: int) -> bool:
    """Return whether any number of this person and year is on record, whatever its status."""
    rows = select(IpPin.id).where(IpPin.taxpayer_id == taxpayer_id, IpPin.calendar_year == year)
    return session.scalar(rows.limit(1)) is not None


def first_issued(session: Session, taxpayer_id: int, year: int) -> date | None:
    """Return the day on which this person's first number of a year was issued; None if one was issued elsewhere.

    Then the day of issue is unknown: the ledger has only the day of the import.
    """
    rows = select(LedgerEntry.kind, LedgerEntry.on).join(IpPin)
    mine = (IpPin.taxpayer_id == taxpayer_id) & (IpPin.calendar_year == year)
    entries = session.execute(rows.where(mine, LedgerEntry.kind.in_((LedgerKind.ISSUE, LedgerKind.IMPORT)))).all()
    return (
        None if any(kind == LedgerKind.IMPORT for kind, _ in entries) else min((on for _, on in entries), default=None)
    )


def replaced_since(session: Session, person: Taxpayer, year: int, number: str, day: date) -> bool:
    """Return whether ``number`` was replaced after that day; a return received then could not have the new one."""
    rows = select(IpPin.mac).join(LedgerEntry, LedgerEntry.ip_pin_id == IpPin.id)
    mine = (IpPin.taxpayer_id == person.id) & (IpPin.calendar_year == year) & (IpPin.status == PinStatus.REPLACED)
    later = (LedgerEntry.kind == LedgerKind.REPLACE) & (LedgerEntry.on > day)
    mark = crypto.ring().pin_mac(person.tin, year, number)
    return sum(hmac.compare_digest(mark, other) for other in session.scalars(rows.where(mine, later))) > 0


def expire(office: Office, actor: str) -> int:
    """Expire the numbers of past years, invalid since January 1 (domain.md 3.2); return how many.

    Works in chunks, one transaction each, so that it can be stopped and run again.
    """
    done, past = 0, (IpPin.calendar_year < calendar.today().year) & (IpPin.status == PinStatus.CURRENT)
    while True:
        with office.database.transaction() as session:
            rows = session.scalars(select(IpPin).where(past).order_by(IpPin.id).limit(_CHUNK).with_for_update()).all()
            for pin in rows:
                pin.status = PinStatus.EXPIRED
            moment = {
                "on": calendar.today(),
                "at": calendar.now(),
                "by": actor,
                "kind": LedgerKind.EXPIRE,
                "reason": "year over",
            }
            session.add_all([LedgerEntry(ip_pin_id=pin.id, **moment) for pin in rows])
            if rows:
                audit.record(session, actor, "pin.expire", "ledger", None, count=len(rows), last=rows[-1].id)
        done += len(rows)
        if len(rows) < _CHUNK:
            return done


def opened(pin: IpPin, recipient: int | None) -> str:
    """Return the decrypted number, only for printing.

    Raises :class:`errors.RecordChanged` unless it is the number that was issued to this taxpayer for this year.
    """
    marks.demand(pin, pin.taxpayer)
    try:
        number = pin.pin
    except errors.KeyMissing:
        number = ""  # sealed for another row
    mark = crypto.ring().pin_mac(pin.taxpayer.tin, pin.calendar_year, number)
    if pin.taxpayer_id != recipient or not hmac.compare_digest(pin.mac, mark):
        raise errors.RecordChanged(
            "the IP PIN of this letter is not the one that was issued to this person: keep the database as it is and "
            "tell the security officer"
        )
    return number


def add(session: Session, person: Taxpayer, year: int, number: str, status: str = PinStatus.CURRENT) -> IpPin:
    """Add the row of a number with its keyed hash; the caller writes the ledger entry."""
    pin = _row(person, year, number, status)
    session.add(pin)
    session.flush()
    return pin


def fresh(person: Taxpayer, year: int, taken: Collection[bytes]) -> IpPin:
    """Return a row with a new number for ``year``, not added yet; ``taken`` are this person's keyed hashes."""
    return _row(person, year, draw(person, year, taken), PinStatus.CURRENT)


def _row(person: Taxpayer, year: int, number: str, status: str) -> IpPin:
    mac = crypto.ring().pin_mac(person.tin, year, number)
    return IpPin(taxpayer_id=person.id, calendar_year=year, pin=number, mac=mac, status=status)


def _is(session: Session, person: Taxpayer, year: int, number: str, statuses: tuple[str, ...]) -> bool:
    mark = crypto.ring().pin_mac(person.tin, year, number)
    rows = _sound(session, person.id, year, statuses)
    return sum(hmac.compare_digest(mark, row.mac) for row in rows) > 0  # all of them, so that the time tells nothing


def _sound(session: Session, taxpayer_id: int, year: int, statuses: tuple[str, ...]) -> Sequence[IpPin]:
    """This person's numbers of a year with one of these statuses; refused if somebody changed one of them."""
    mine = (IpPin.taxpayer_id == taxpayer_id) & (IpPin.calendar_year == year)
    rows = session.scalars(select(IpPin).where(mine, IpPin.status.in_(statuses))).all()
    marks.demand(*rows)
    return rows


def _draw(session: Session, person: Taxpayer, year: int) -> str:
    return draw(person, year, set(session.scalars(select(IpPin.mac).where(IpPin.taxpayer_id == person.id))))


def draw(person: Taxpayer, year: int, taken: Collection[bytes]) -> str:
    """Draw a number that is not in ``taken`` (this person's keyed hashes) for ``year`` or the year before."""
    mark = crypto.ring().pin_mac
    while True:
        number = pin_rules.draw(secrets.randbelow)
        if not any(mark(person.tin, one, number) in taken for one in (year, year - 1)):
            return number


def _enter(session: Session, pin: IpPin, kind: LedgerKind, actor: str, document_id: int | None, reason: str) -> IpPin:
    session.add(
        LedgerEntry(
            ip_pin_id=pin.id,
            kind=kind,
            on=calendar.today(),
            at=calendar.now(),
            by=actor,
            document_id=document_id,
            reason=reason,
        )
    )
    audit.record(session, actor, f"pin.{kind}", "taxpayer", pin.taxpayer_id, year=pin.calendar_year, reason=reason)
    return pin
