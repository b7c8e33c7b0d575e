"""Whether the right taxpayer is found by what was read, on a record full of people who resemble each other."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.accuracy import people
from bench.accuracy.documents import Truth
from desk import config, crypto, names, office, taxpayers
from desk.models import Taxpayer
from desk.taxpayers import Clues
from intake.readings import DocumentReading

_LIKELY = 0.01  # readings of a TIN less probable than this are no clue
_FIELDS = {"": ("tin", "first_name", "last_name")} | {
    f"{role}_": (f"{role}_ssn", f"{role}_first_name", f"{role}_last_name") for role in ("primary", "spouse")
}


@dataclass(frozen=True)
class Sought:
    """One person on a document: how it was written, who it is (values by field), what was read of them."""

    writing: str
    level: str
    person: dict[str, str]
    clues: Clues
    trusted: bool


@dataclass(frozen=True)
class Met:
    """How the search ended: the right one first, and taken for another without asking."""

    writing: str
    level: str
    right: bool
    wrong: bool


def sought(reading: DocumentReading, truth: Truth) -> Iterator[Sought]:
    """Everybody with a TIN and a name on the document."""
    read = {name: field for name, field in reading.fields.items() if field.value}
    place = {name: read[name].value for name in ("street", "city", "zip") if name in read}
    for tin, first, last in _FIELDS.values():
        if not (truth.fields.get(tin) and truth.fields.get(last)):
            continue
        person = {"tin": truth.fields[tin], "first_name": truth.fields[first], "last_name": truth.fields[last]}
        person |= {
            name: truth.fields[name] for name in ("street", "apartment", "city", "state", "zip") if name in truth.fields
        }
        tins = dict.fromkeys(
            [read[tin].value] + [text for text, share in read[tin].alternatives if share >= _LIKELY]
            if tin in read
            else []
        )
        said = {"first_name": first, "last_name": last}
        clues = Clues(
            tuple(tins), **{name: read[field].value if field in read else "" for name, field in said.items()}, **place
        )
        yield Sought(truth.writing, truth.level, person, clues, tin in read and read[tin].state == "read")


def meet(wanted: list[Sought], seed: int) -> list[Met]:
    """Look for everybody among all of them, their kin at the same address, and strangers of nearly the same TIN."""
    rng = np.random.default_rng([seed, 9])
    with tempfile.TemporaryDirectory() as home:
        desk = office.open_office(config.load(home=Path(home) / "home"))
        with desk.database.transaction() as session:
            taken: set[str] = set()
            for one in wanted:
                for person in (one.person, _kin(rng, one.person), _stranger(rng, one.person)):
                    if person["tin"] not in taken:
                        taken.add(person["tin"])
                        session.add(_record(person))
        with desk.database.reading() as session:
            met = [_search(session, one) for one in wanted]
        desk.database.close()
    return met


def _search(session, one: Sought) -> Met:
    """As the desk picks: a trusted TIN with a name that agrees, else the clearly best candidate."""
    ranked = taxpayers.candidates(session, one.clues)
    holder = taxpayers.by_tin(session, one.clues.tin) if one.trusted else None
    sure = holder if holder is not None and taxpayers.name_agrees(one.clues, holder) else None
    right = bool(ranked) and ranked[0].taxpayer.tin == one.person["tin"]
    return Met(one.writing, one.level, right, sure is not None and sure.tin != one.person["tin"])


def _kin(rng, person: dict[str, str]) -> dict[str, str]:
    return person | {"tin": people.tin(rng), "first_name": people.given(rng)}


def _stranger(rng, person: dict[str, str]) -> dict[str, str]:
    """Somebody else whose TIN differs in one digit."""
    place = int(rng.integers(9))
    digit = str((int(person["tin"][place]) + rng.integers(1, 10)) % 10)
    near = person["tin"][:place] + digit + person["tin"][place + 1 :]
    return people.address(rng) | {"tin": near, "first_name": people.given(rng), "last_name": people.last(rng)}


def _record(person: dict[str, str]) -> Taxpayer:
    given, initial = names.given(person["first_name"])
    return Taxpayer(
        tin=person["tin"],
        tin_index=crypto.ring().tin_index(person["tin"]),
        tin_last4=person["tin"][-4:],
        first_name=given,
        middle_initial=initial,
        last_name=person["last_name"],
        last_name_key=names.key(person["last_name"]),
        **{name: person.get(name, "") for name in ("street", "apartment", "city", "state", "zip")},
    )
