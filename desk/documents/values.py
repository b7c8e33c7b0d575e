"""The current value of each field of a document: the reading combined with what people keyed.

A reading, a correction, and the current value are three things; this module derives the third from the first two and
stores nothing. Blind keying alone settles a PIN box; the latest keyed value settles any other field.
"""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.models import Keying, Reading
from desk.program import keying as rules

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
    state: str
    source: str
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
        return self.source == "keyed" or (self.source == "machine" and self.state in ("read", "blank"))

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
        return Value(name, last.value, last.state, "keyed", **place)
    if reading is None:
        return Value(name, None, "illegible", "unsettled", **place)
    return Value(name, reading.value, reading.state, "machine", **place)


def same(reading: Reading, state: str, text: str | None) -> bool:
    """Whether a key says what the machine read; capitals, spaces, signs and cents are not compared."""
    if reading.state == "blank" or state != "read":
        return reading.state == state
    return _plain(reading.field, reading.value or "") == _plain(reading.field, text or "")


def _plain(field: str, text: str) -> str:
    if field in AMOUNTS:
        text = text.split(".")[0]
    if field in (*SECRET_FIELDS, *AMOUNTS, "phone", "zip"):
        return "".join(one for one in text if one.isdigit())
    return "".join(one for one in text.casefold() if one.isalnum())


def _settle_blind(name: str, reading: Reading | None, keyings: list[Keying], place: dict) -> Value:
    state, value = (reading.state, reading.value) if reading else ("illegible", None)
    keys = [_key(row) for row in keyings if row.how == "blind"]
    result = rules.settle(state, value, keys)
    if result.how == "keyed":
        state = "blank" if result.blank else "illegible" if result.illegible else "read"
    source = "keyed" if result.how == "keyed" else "unsettled" if keys else "machine"
    return Value(name, result.value, state, source, result.more_keys, result.third_person, result.supervisor, **place)


def _key(row: Keying) -> str | None:
    if row.state == "illegible":
        return rules.ILLEGIBLE
    return None if row.state == "blank" else row.value


def _place(reading: Reading | None) -> dict:
    if reading is None:
        return {}
    return {
        "confidence": reading.confidence,
        "alternatives": tuple((text, p) for text, p in reading.alternatives or ()),
        "page": reading.page,
        "box": tuple(reading.box) if reading.box else None,
    }
