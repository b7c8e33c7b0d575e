"""Measures whether the desk finds the right taxpayer from the readings, on a record full of similar people."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sqlalchemy import select

from bench.accuracy import people as invented
from bench.accuracy.documents import Truth
from desk.documents import values
from desk.mailroom import receive
from desk.matching import names, signers
from desk.matching.signers import Matched
from desk.models import Document, Taxpayer
from desk.office import opening
from desk.office.opening import Office
from desk.reading import lease, writing
from desk.reading.found import DocumentReading, FileReading
from desk.system import config, crypto

_ADDRESS = ("street", "apartment", "city", "state", "zip")


@dataclass(frozen=True)
class Sought:
    """A document as read: its kind of writing, and the people on it (values by field) by role."""

    writing: str
    level: str
    persons: dict[str, dict[str, str]]
    read: DocumentReading


@dataclass(frozen=True)
class Met:
    """The result for one person: whether the right one is the first candidate, whether the desk takes anybody without
    asking a person (a trusted TIN, or a doubtful one that the record settles), and whether that is somebody else."""

    writing: str
    level: str
    right: bool
    taken: bool
    wrong: bool


def sought(reading: DocumentReading, truth: Truth) -> Sought:
    """Return the document with everybody on it who has a TIN and a name."""
    return Sought(truth.writing, truth.level, persons(truth), reading)


def persons(truth: Truth) -> dict[str, dict[str, str]]:
    """Return everybody on a document who has a TIN and a name: values by field, by role."""
    address = {name: truth.fields[name] for name in _ADDRESS if name in truth.fields}
    return {
        role: {"tin": truth.fields[tin], "first_name": truth.fields[first], "last_name": truth.fields[last]} | address
        for role, (tin, first, last) in signers.FIELDS.items()
        if truth.fields.get(tin) and truth.fields.get(last)
    }


def meet(wanted: list[Sought], seed: int) -> list[Met]:
    """Look for everybody among all of them, their relatives at the same address, one of whom has the next TIN, and
    strangers with nearly the same TIN."""
    with tempfile.TemporaryDirectory() as home, opening.open_office(config.load(home=Path(home) / "home")) as desk:
        everybody = [person for one in wanted for person in one.persons.values()]
        fill(desk, everybody, np.random.default_rng([seed, 9]))
        return [one for number, document in enumerate(wanted) for one in _ask(desk, number, document)]


def fill(desk: Office, everybody: list[dict[str, str]], rng: np.random.Generator) -> None:
    """Put everybody on record, with two relatives and a stranger who resemble each of them."""
    with desk.database.transaction() as session:
        taken: set[str] = set()
        for one in everybody:
            for person in (one, _kin(rng, one), _sibling(rng, one), _stranger(rng, one)):
                if person["tin"] not in taken:
                    taken.add(person["tin"])
                    session.add(_record(person))


def _ask(desk: Office, number: int, document: Sought) -> list[Met]:
    """Receive the document as the desk does, and see whom it matches with the people on it."""
    receipt = receive.receive(desk, b"%%PDF-1.7 %d" % number, "paper.pdf", batch="bench", actor="bench")
    writing.write(desk, receipt.scan_id, lease.take(desk, receipt.scan_id), FileReading([], [document.read]))
    with desk.database.transaction() as session:
        row = session.scalars(select(Document).where(Document.scan_id == receipt.scan_id)).one()
        found = {one.role: one for one in signers.match(session, row, values.settled(session, row.id))}
        return [_met(session, document, one["tin"], found.get(role)) for role, one in document.persons.items()]


def _met(session, document: Sought, tin: str, found: Matched | None) -> Met:
    """The result for one person; a person for whom the desk does not look is not found."""
    first = session.get(Taxpayer, found.row.candidates[0]["taxpayer_id"]) if found and found.row.candidates else None
    taken = found.taxpayer if found and found.sure else None
    right, wrong = first is not None and first.tin == tin, taken is not None and taken.tin != tin
    return Met(document.writing, document.level, right, taken is not None, wrong)


def _kin(rng, person: dict[str, str]) -> dict[str, str]:
    return person | {"tin": invented.tin(rng), "first_name": invented.given(rng)}


def _sibling(rng, person: dict[str, str]) -> dict[str, str]:
    """A sibling with the next TIN, as when parents applied for several together; one in ten has a similar name."""
    kin, (given, *rest) = _kin(rng, person), person["first_name"].split(" ")
    if rng.random() < 0.1:
        kin["first_name"] = " ".join([given[:-1] + str(rng.choice(list("AEINY"))), *rest])
    return kin | {"tin": person["tin"][:-1] + str((int(person["tin"][-1]) + 1) % 10)}


def _stranger(rng, person: dict[str, str]) -> dict[str, str]:
    """Another person whose TIN differs in one digit."""
    place = int(rng.integers(9))
    digit = str((int(person["tin"][place]) + rng.integers(1, 10)) % 10)
    near = person["tin"][:place] + digit + person["tin"][place + 1 :]
    return invented.address(rng) | {"tin": near, "first_name": invented.given(rng), "last_name": invented.last(rng)}


def _record(person: dict[str, str]) -> Taxpayer:
    given, _, initial = person["first_name"].partition(" ")
    return Taxpayer(
        tin=person["tin"],
        tin_index=crypto.ring().tin_index(person["tin"]),
        tin_last4=person["tin"][-4:],
        first_name=given,
        middle_initial=initial,
        last_name=person["last_name"],
        last_name_key=names.key(person["last_name"]),
        **{name: person.get(name, "") for name in _ADDRESS},
    )
