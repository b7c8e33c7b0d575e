"""Matches each person named on a document with a taxpayer on record."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import errors
from desk.documents.values import Value
from desk.matching import candidates, names
from desk.matching.candidates import LESS_LIKELY, Candidate, Clues
from desk.models import Document, Person, Taxpayer
from desk.program import tin as tin_rules
from desk.program.words import FormKind, ValueSource
from desk.system import crypto

_ALTERNATIVE = 0.01
_OWN = 0.99
"""The least share of filers with their name and address on record who write the TIN that is on record."""
_SLIPS = 81
"""How many TINs differ from a given one in one digit; a filer's slip may produce any of them."""
_MISSED = 0.0002
"""The least probability that the right number is not among the reader's alternatives."""
_CLEAR, _LIKELIER = 0.9, 0.5
"""The least confidence in a TIN: where name or street do not agree fully, and in every case."""
_ODDS = 200
"""The least odds for the TIN on record against any other, at which no person has to key it."""
FIELDS = {
    "primary": ("primary_ssn", "primary_first_name", "primary_last_name"),
    "spouse": ("spouse_ssn", "spouse_first_name", "spouse_last_name"),
    "applicant": ("tin", "first_name", "last_name"),
}
"""The fields with the TIN, first name and last name of each person."""


@dataclass(frozen=True)
class Matched:
    """One person on the document, the taxpayer on record, and how certain the match is.

    ``sure``: the TIN is read or keyed and the name agrees, or a clerk confirmed the person.
    ``likely``: the TIN is in doubt, but number, name and address together point to one person.
    ``number_agrees``: the TIN on the document, read, keyed or beyond the required odds, is that person's; a clerk's
    confirmation does not count for it.
    ``joint``: likely, and beyond the required odds: the best reading is this person's TIN, name and address agree (a
    surer TIN allows small differences), and nobody else on record is close. A misread TIN does not belong to another
    taxpayer of the same name.
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
        """The taxpayer on record; raises :class:`errors.NotFound` if there is none."""
        if self.taxpayer is None:
            raise errors.NotFound(f"nobody on record is the {self.role} of this document")
        return self.taxpayer

    @property
    def number_known(self) -> bool:
        """Whether nobody has to key the TIN: trusted by itself, by the whole record, or by a clerk's confirmation."""
        return self.tin_trusted or self.joint or bool(self.row.chosen_by)

    @property
    def sure(self) -> bool:
        """Whether the record may be used for a decision about this person."""
        by_number = (self.tin_trusted or self.joint) and self.name_agrees
        return self.taxpayer is not None and (bool(self.row.chosen_by) or by_number)


def roles(document: Document, values: dict[str, Value]) -> list[str]:
    """Return the roles to match. A spouse signs only a joint return; if that is in doubt, a named spouse counts."""
    if document.kind == FormKind.PIN_APPLICATION:
        return ["applicant"]
    return ["primary", "spouse"] if spouse_signs(values) or status_unclear(values) else ["primary"]


def spouse_signs(values: dict[str, Value]) -> bool:
    """Return whether the return is a joint one beyond doubt."""
    status = values.get("filing_status")
    return status is not None and status.trusted and status.value == "joint"


def status_unclear(values: dict[str, Value]) -> bool:
    """Return whether a spouse is named and the filing status is in doubt."""
    status = values.get("filing_status")
    clear = status is not None and status.trusted and status.value is not None
    named = any(values[name].value for name in FIELDS["spouse"] if name in values)
    return not clear and named


def match(session: Session, document: Document, values: dict[str, Value]) -> list[Matched]:
    """Match everyone on the document and store the result in its person rows."""
    rows = {row.role: row for row in session.scalars(select(Person).where(Person.document_id == document.id))}
    wanted = roles(document, values)
    for role in set(rows) - set(wanted):
        session.delete(rows.pop(role))
    return [_match_one(session, document, role, rows.get(role), values) for role in wanted]


def clues(role: str, values: dict[str, Value]) -> Clues:
    """Return what the document says about this person; the spouse shares the address."""
    tin, first, last = (values.get(name) for name in FIELDS[role])
    readings = dict.fromkeys([tin.value] if tin and tin.value else [])
    if tin and tin.source != ValueSource.KEYED:
        readings |= dict.fromkeys(text for text, p in tin.alternatives if p >= _ALTERNATIVE)
    place = {name: values[name].text for name in ("street", "city", "zip") if name in values}
    if "city_state_zip" in values:
        place["city"], _, place["zip"] = names.place(values["city_state_zip"].text)
    doubts = _others(first), _others(last), _others(values.get("street"))
    return Clues(tuple(readings), first.text if first else "", last.text if last else "", doubts=doubts, **place)


def _others(words: Value | None) -> tuple[str, ...]:
    """The other possible readings of a doubtful name or street; none for a trusted or keyed value."""
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
    row.tin_index = crypto.ring().tin_index(said.tin) if trusted and tin_rules.kind(said.tin, allow_test=True) else None
    agrees = person is not None and candidates.name_agrees(said, person)
    likely = _likely(said, ranked, person)
    joint = likely and tin is not None and _beyond_doubt(said, ranked, tin)
    theirs = joint or (trusted and person is not None and person.tin == said.tin)
    return Matched(role, row, person, trusted, agrees, likely, joint, theirs)


def _pick(session: Session, said: Clues, ranked: list[Candidate], trusted: bool) -> Taxpayer | None:
    """The holder of a trusted TIN, if any; without one, the candidate that leads clearly."""
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
    """Whether name and address outweigh the doubt about the TIN, and fit nobody else on record."""
    top, *others = ranked
    if said.tin != top.taxpayer.tin or not tin.confidence > _LIKELIER:
        return False
    alone = not any(one.result("TIN") != "differs" and candidates.name_agrees(said, one.taxpayer) for one in others)
    return alone and _agrees(top, tin.confidence >= _CLEAR) and _odds(tin) >= _ODDS


def _agrees(top: Candidate, clear: bool) -> bool:
    """Whether name and address are this person's; small differences are allowed if the TIN is ``clear``."""
    last, first, street = (top.result(label) for label in ("last name", "first name", "street"))
    if clear:
        named = last in ("equal", LESS_LIKELY) and first in ("equal", "nearly equal")
        return named and top.result("ZIP") == "equal" and street in ("equal", "nearly equal", LESS_LIKELY, "")
    return (last, first, top.result("ZIP")) == ("equal",) * 3 and street in ("equal", "nearly equal")


def _odds(tin: Value) -> float:
    """The odds that the best reading is written there against any other TIN, given that it is the TIN on record."""
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
    """Return whether the written address is the address of record; ``None`` if street or ZIP code is missing.

    A foreign address is compared by street and city.
    """
    street, code = values.get("street"), values.get("city" if person.country else "zip")
    if not (street and street.value and code and code.value):
        return None
    record = names.street(f"{person.street} {person.apartment}")
    written = names.street(f"{street.text} {values['apartment'].text if 'apartment' in values else ''}")
    return _same_place(code.text, person) and names.likeness(written, record) >= 0.94


def _same_place(written: str, person: Taxpayer) -> bool:
    """Whether the ZIP codes are the same or, for a foreign address, the cities."""
    if person.country:
        return names.likeness(names.city(written), names.city(person.city)) >= 0.9
    return person.zip[:5] == written[:5]
