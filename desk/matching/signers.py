"""The people named on a document, each matched with the record."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents.values import Value
from desk.matching import candidates, names
from desk.matching.candidates import LESS_LIKELY, Candidate, Clues
from desk.models import Document, Person, Taxpayer
from desk.program.words import FormKind

_ALTERNATIVE = 0.01
_OWN = 0.99
"""Of filers whose name and address are on record, this share at least write the number that is on record."""
_SLIPS = 81
"""How many numbers differ from one in one digit: a filer's slip makes one of them, not just the one that is read."""
_MISSED = 0.0002
"""What the reader may have missed altogether."""
_CLEAR, _LIKELIER = 0.9, 0.5
"""How sure the image must be of a number where name or street agree less than fully, and anywhere."""
_ODDS = 200
"""How much likelier it must be that the number on record is written than any other, before nobody keys it."""
FIELDS = {
    "primary": ("primary_ssn", "primary_first_name", "primary_last_name"),
    "spouse": ("spouse_ssn", "spouse_first_name", "spouse_last_name"),
    "applicant": ("tin", "first_name", "last_name"),
}
"""Where TIN, first and last name of each person stand."""


@dataclass(frozen=True)
class Matched:
    """One person on the document and how sure it is who they are on record.

    ``sure``: a TIN that is read or keyed, a name that agrees, or a clerk's word.
    ``likely``: the TIN is in doubt, but number, name and address together point to one person.
    ``number_agrees``: the number on the paper, read or keyed, or beyond the set odds, is that person's; a clerk's word
    does not make it so.
    ``joint``: and that is beyond the set odds: the best reading is this person's number, name and address are theirs
    (the less, the surer the number), and nobody else on record comes near. A misread number does not land on
    somebody else of that name.
    """

    role: str
    row: Person
    taxpayer: Taxpayer | None
    tin_trusted: bool
    name_agrees: bool
    likely: bool
    joint: bool = False
    number_agrees: bool = False

    @property
    def on_record(self) -> Taxpayer:
        """Who it is on record; :class:`errors.NotFound` where nobody is."""
        if self.taxpayer is None:
            raise errors.NotFound(f"nobody on record is the {self.role} of this document")
        return self.taxpayer

    @property
    def number_known(self) -> bool:
        """Whether the TIN needs no key: trusted by itself, by the record as a whole, or by a clerk's word."""
        return self.tin_trusted or self.joint or bool(self.row.chosen_by)

    @property
    def sure(self) -> bool:
        """Whether the record may be used for a decision about this person."""
        by_number = (self.tin_trusted or self.joint) and self.name_agrees
        return self.taxpayer is not None and (bool(self.row.chosen_by) or by_number)


def roles(document: Document, values: dict[str, Value]) -> list[str]:
    """Whom to look for. The spouse signs a joint return only; in doubt, a named spouse counts."""
    if document.kind == FormKind.PIN_APPLICATION:
        return ["applicant"]
    return ["primary", "spouse"] if spouse_signs(values) or status_unclear(values) else ["primary"]


def spouse_signs(values: dict[str, Value]) -> bool:
    """Whether the return says surely that it is a joint one."""
    status = values.get("filing_status")
    return status is not None and status.trusted and status.value == "joint"


def status_unclear(values: dict[str, Value]) -> bool:
    """Whether the filing status is in doubt although a spouse is named."""
    status = values.get("filing_status")
    clear = status is not None and status.trusted and status.value is not None
    named = any(values[name].value for name in FIELDS["spouse"] if name in values)
    return not clear and named


def match(session: Session, document: Document, values: dict[str, Value]) -> list[Matched]:
    """Match everyone on the document and keep the result on its person rows."""
    rows = {row.role: row for row in session.scalars(select(Person).where(Person.document_id == document.id))}
    wanted = roles(document, values)
    for role in set(rows) - set(wanted):
        session.delete(rows.pop(role))
    return [_match_one(session, document, role, rows.get(role), values) for role in wanted]


def clues(role: str, values: dict[str, Value]) -> Clues:
    """What the document says of this person; the spouse shares the address."""
    tin, first, last = (values.get(name) for name in FIELDS[role])
    readings = dict.fromkeys([tin.value] if tin and tin.value else [])
    if tin and tin.source != "keyed":
        readings |= dict.fromkeys(text for text, p in tin.alternatives if p >= _ALTERNATIVE)
    place = {name: values[name].text for name in ("street", "city", "zip") if name in values}
    if "city_state_zip" in values:
        place["city"], _, place["zip"] = names.place(values["city_state_zip"].text)
    doubts = _others(first), _others(last), _others(values.get("street"))
    return Clues(tuple(readings), first.text if first else "", last.text if last else "", doubts=doubts, **place)


def _others(words: Value | None) -> tuple[str, ...]:
    """What a doubtful reading of a name or a street may say instead; a trusted or keyed one says one thing."""
    if words is None or words.trusted:
        return ()
    return tuple(text for text, p in words.alternatives if p >= _ALTERNATIVE)


def _match_one(
    session: Session, document: Document, role: str, row: Person | None, values: dict[str, Value]
) -> Matched:
    if row is None:
        row = Person(document_id=document.id, role=role, chosen_by="")
        session.add(row)
    said = clues(role, values)
    ranked = candidates.candidates(session, said)
    tin = values.get(FIELDS[role][0])
    trusted = tin is not None and tin.trusted and tin.value is not None
    if row.chosen_by:
        person = session.get(Taxpayer, row.taxpayer_id) if row.taxpayer_id else None
    else:
        person = _pick(session, said, ranked, trusted)
        row.taxpayer_id = person.id if person else None
    _write(row, said, ranked, person)
    agrees = person is not None and candidates.name_agrees(said, person)
    likely = _likely(said, ranked, person)
    joint = likely and tin is not None and _beyond_doubt(said, ranked, tin)
    theirs = joint or (trusted and person is not None and person.tin == said.tin)
    return Matched(role, row, person, trusted, agrees, likely, joint, theirs)


def _pick(session: Session, said: Clues, ranked: list[Candidate], trusted: bool) -> Taxpayer | None:
    """A trusted TIN names its holder or nobody; otherwise the clearly best candidate."""
    if trusted:
        return candidates.by_tin(session, said.tin)
    top = candidates.best(ranked)
    return top.taxpayer if top else None


def _likely(said: Clues, ranked: list[Candidate], person: Taxpayer | None) -> bool:
    top = candidates.best(ranked)
    if top is None or person is None or top.taxpayer.id != person.id or person.tin not in said.tins:
        return False
    placed = top.result("ZIP") == "equal" or top.result("street") == "equal"
    return placed and candidates.name_agrees(said, person)


def _beyond_doubt(said: Clues, ranked: list[Candidate], tin: Value) -> bool:
    """Whether what doubt the image leaves of the number is outweighed by all the rest, and by nobody else's."""
    top, *others = ranked
    if said.tin != top.taxpayer.tin or not tin.confidence > _LIKELIER:
        return False
    alone = not any(one.result("TIN") != "differs" and candidates.name_agrees(said, one.taxpayer) for one in others)
    return alone and _agrees(top, tin.confidence >= _CLEAR) and _odds(tin) >= _ODDS


def _agrees(top: Candidate, clear: bool) -> bool:
    """Whether name and address are this person's; a little less than fully will do where the number is `clear`."""
    last, first, street = (top.result(label) for label in ("last name", "first name", "street"))
    if clear:
        named = last in ("equal", LESS_LIKELY) and first in ("equal", "nearly equal")
        return named and top.result("ZIP") == "equal" and street in ("equal", "nearly equal", LESS_LIKELY, "")
    return (last, first, top.result("ZIP")) == ("equal",) * 3 and street in ("equal", "nearly equal")


def _odds(tin: Value) -> float:
    """How much likelier the best reading stands there than any other number, where it is the number on record."""
    others = sum(chance for text, chance in tin.alternatives if text != tin.value)
    rest = max(_MISSED, 1 - tin.confidence - others)
    return tin.confidence * _OWN / ((others / _SLIPS + rest) * (1 - _OWN))


def _write(row: Person, said: Clues, ranked: list[Candidate], person: Taxpayer | None) -> None:
    row.tin_last4 = said.tin[-4:] or None
    row.candidates = [
        {
            "taxpayer_id": one.taxpayer.id,
            "weight": one.weight,
            "comparisons": [[part.label, part.result, part.weight] for part in one.comparisons],
        }
        for one in ranked
    ]
    chosen = next((one for one in ranked if person and one.taxpayer.id == person.id), None)
    row.match_weight = chosen.weight if chosen else None


def same_address(values: dict[str, Value], person: Taxpayer) -> bool | None:
    """Whether the address written is the address of record; ``None`` when it cannot be told."""
    street, code = values.get("street"), values.get("zip")
    if not (street and street.value and code and code.value):
        return None
    record = names.street(f"{person.street} {person.apartment}")
    written = names.street(f"{street.text} {values['apartment'].text if 'apartment' in values else ''}")
    return person.zip[:5] == code.text[:5] and names.likeness(written, record) >= 0.94
