"""The current value of each field of a document: the reading combined with what people keyed.

A reading, a correction, and the current value are three things; this module derives the third from the first two and
stores nothing. Blind keying alone settles a PIN box; the latest keyed value settles any other field.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import Keying, Reading
from desk.program import keying as rules
from desk.program.words import TRUSTED, KeyingMode, ReadingState, ValueSource

PIN_FIELDS = ("primary_ip_pin", "spouse_ip_pin")
TIN_FIELDS = ("primary_ssn", "spouse_ssn", "tin")
SECRET_FIELDS = PIN_FIELDS + TIN_FIELDS
AMOUNTS = ("adjusted_gross_income", "refund", "amount_owed")

OVERRULED = "field.overruled"
"""The audit event of a correction that says otherwise than what was read surely."""


@dataclass(frozen=True)
class Value:
    """The current value of one field. ``source``: machine, keyed, or unsettled (people disagree, or too few keyed)."""

    field: str
    value: str | None
    state: ReadingState
    source: ValueSource
    more_keys: int = 0
    third_person: bool = False
    supervisor: bool = False
    confidence: float = 0.0
    alternatives: tuple[tuple[str, float], ...] = ()
    page: int | None = None
    box: tuple[float, ...] | None = None

    @property
    def trusted(self) -> bool:
        """Whether the value may be used without another check: read, or settled by people."""
        return self.source == ValueSource.KEYED or (self.source == ValueSource.MACHINE and self.state in TRUSTED)

    @property
    def text(self) -> str:
        """The value, or "" if there is none."""
        return self.value or ""


def settled(session: Session, document_id: int) -> dict[str, Value]:
    """Return the current value of every field that was read or keyed, by name."""
    readings = {r.field: r for r in session.scalars(select(Reading).where(Reading.document_id == document_id))}
    keyings: dict[str, list[Keying]] = {}
    for row in session.scalars(select(Keying).where(Keying.document_id == document_id).order_by(Keying.id)):
        keyings.setdefault(row.field, []).append(row)
    return {name: settle(name, readings.get(name), keyings.get(name, [])) for name in {**readings, **keyings}}


def settle(name: str, reading: Reading | None, keyings: list[Keying]) -> Value:
    """Return the value of one field from its reading (``None``: not read) and what people keyed, oldest first."""
    place = _place(reading)
    if name in PIN_FIELDS:
        return _settle_blind(name, reading, keyings, place)
    if keyings:
        last = keyings[-1]
        return Value(name, last.value, ReadingState(last.state), ValueSource.KEYED, **place)
    if reading is None:
        return Value(name, None, ReadingState.ILLEGIBLE, ValueSource.UNSETTLED, **place)
    return Value(name, reading.value, ReadingState(reading.state), ValueSource.MACHINE, **place)


def same(reading: Reading, state: str, text: str | None) -> bool:
    """Whether a key says what the machine read; capitals, spaces, signs and cents are not compared."""
    if reading.state == ReadingState.BLANK or state != ReadingState.READ:
        return reading.state == state
    return _plain(reading.field, reading.value or "") == _plain(reading.field, text or "")


def _plain(field: str, text: str) -> str:
    if field in AMOUNTS:
        text = text.split(".")[0]
    if field in (*SECRET_FIELDS, *AMOUNTS, "phone", "zip"):
        return "".join(one for one in text if one.isdigit())
    return "".join(one for one in text.casefold() if one.isalnum())


def _settle_blind(name: str, reading: Reading | None, keyings: list[Keying], place: dict) -> Value:
    state, value = (ReadingState(reading.state), reading.value) if reading else (ReadingState.ILLEGIBLE, None)
    keys = [_key(row) for row in keyings if row.how == KeyingMode.BLIND]
    result = rules.settle(state, value, keys)
    source = ValueSource.UNSETTLED if keys else ValueSource.MACHINE
    if result.settled:
        state, source = _as_keyed(result), ValueSource.KEYED
    return Value(name, result.value, state, source, result.more_keys, result.third_person, result.supervisor, **place)


def _as_keyed(result: rules.Settled) -> ReadingState:
    if result.blank:
        return ReadingState.BLANK
    return ReadingState.ILLEGIBLE if result.illegible else ReadingState.READ


def _key(row: Keying) -> str | None:
    if row.state == ReadingState.ILLEGIBLE:
        return rules.ILLEGIBLE
    return None if row.state == ReadingState.BLANK else row.value


def _place(reading: Reading | None) -> dict:
    if reading is None:
        return {}
    return {
        "confidence": reading.confidence,
        "alternatives": tuple((text, p) for text, p in reading.alternatives or ()),
        "page": reading.page,
        "box": tuple(reading.box) if reading.box else None,
    }
