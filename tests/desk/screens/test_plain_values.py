"""What the screens get: plain values, without a mapped row and without a whole number of anybody.

Every public function of the package is called on an office with a day's work in it. A new function fails the first
test until it has a line in ``CASES``.
"""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, is_dataclass
from datetime import date
from itertools import chain
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk import screens
from desk.delays import cases
from desk.delays.verifications import Proof
from desk.documents import masking, notes
from desk.enrollment import addresses, replacements, visits
from desk.mail import mailing, print_batches, undeliverable
from desk.mailroom import batches as mailroom_batches
from desk.models import Base, Batch, Clearance, Document, IpPin, Recommendation, Scan, Taxpayer
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program.identity import Documents
from desk.program.settings import DEFAULTS as RULES
from desk.review import calls, decisions, proofing, regroup, undoing
from desk.review import releases as asked_for
from desk.screens import (
    batches,
    document,
    door_words,
    fields,
    home,
    listing,
    mail,
    people,
    person,
    records,
    releases,
    requests,
    rules,
    withheld,
    worklist,
)
from tests import factories as make
from tests import homes

CLERK, OTHER, CHIEF = Actor("carla", "clerk"), Actor("dan", "clerk"), Actor("sue", "supervisor")
LOOKER, MAILROOM = Actor("nell", "supervisor"), Actor("mo", "mailroom")
ANNA, CARL, MARA, RITA, NORA = "400001234", "400002345", "400003456", "400004567", "400005678"
PINS = ("482913", "593017")


@dataclass(frozen=True)
class Asker:
    """An office with a day's work, and the session in which a function is asked."""

    office: Office
    session: Session

    def all(self, model: type) -> list:
        """Every row of a table, by id."""
        return list(self.session.scalars(select(model).order_by(model.id)))

    def documents(self) -> list:
        """Every document."""
        return self.all(Document)


CASES = {
    "batches.listed": lambda ask: [batches.listed(ask.session), batches.listed(ask.session, 2)],
    "batches.opened": lambda ask: [batches.opened(ask.session, row.id) for row in ask.all(Batch)],
    "batches.batch_of": lambda ask: batches.batch_of(ask.session, 1),
    "batches.stamp": lambda ask: batches.stamp(batches.listed(ask.session), batches.opened(ask.session, 1)),
    "people.beside": lambda ask: [
        people.beside(ask.session, row.document_id, one["other"])
        for row in ask.all(Recommendation)
        for one in row.findings
        if "other" in one
    ],
    "document.open": lambda ask: [
        document.open(ask.session, row.id, actor) for row in ask.documents() for actor in (CLERK, CHIEF)
    ],
    "door_words.sentences": lambda ask: [door_words.sentences(row, separated=True) for row in ask.all(Scan)],
    "door_words.paper": lambda ask: [door_words.paper(row) for row in ask.documents()],
    "fields.fields": lambda ask: [fields.fields(ask.session, row, CLERK) for row in ask.documents()],
    "home.figures": lambda ask: [home.figures(ask.session, actor) for actor in (CLERK, CHIEF, MAILROOM)],
    "listing.listed": lambda ask: list(listing.listed(ask.session)),
    "mail.ready": lambda ask: mail.ready(ask.session),
    "mail.by_kind": lambda ask: mail.by_kind(ask.session),
    "mail.later": lambda ask: mail.later(ask.session),
    "mail.count_later": lambda ask: mail.count_later(ask.session),
    "mail.listed": lambda ask: [mail.listed(ask.session, state) for state in ("mailed", "printed", "returned")],
    "mail.count": lambda ask: mail.count(ask.session, "mailed"),
    "mail.returned": lambda ask: mail.returned(ask.session),
    "mail.of_document": lambda ask: [mail.of_document(ask.session, row.id) for row in ask.documents()],
    "mail.batches": lambda ask: [
        mail.batches(ask.session, state, MAILROOM, RULES) for state in ("gathered", "released", "confirmed")
    ],
    "people.people": lambda ask: [people.people(ask.session, row, blind=False) for row in ask.documents()],
    "people.address": lambda ask: [people.address(row) for row in ask.all(Taxpayer)],
    "people.one_line": lambda ask: [people.one_line(row.home) for row in ask.all(Taxpayer)],
    "person.find": lambda ask: [person.find(ask.office, tin, CLERK) for tin in (ANNA, MARA)],
    "person.look_again": lambda ask: person.look_again(ask.office, 1, CLERK),
    "records.application": lambda ask: [records.application(ask.session, row.id) for row in ask.documents()],
    "records.calls": lambda ask: [records.calls(ask.session, row.id) for row in ask.documents()],
    "records.decisions": lambda ask: [records.decisions(ask.session, row.id) for row in ask.documents()],
    "records.history": lambda ask: [records.history(ask.session, row.id) for row in ask.documents()],
    "records.notes": lambda ask: [records.notes(ask.session, row.id) for row in ask.documents()],
    "records.proof": lambda ask: [records.proof(ask.session, row.id) for row in ask.documents()],
    "records.delays": lambda ask: [records.delays(ask.session, row.id) for row in ask.documents()],
    "releases.shown": lambda ask: [releases.shown(ask.session, row, CHIEF) for row in ask.documents()],
    "releases.told": lambda ask: releases.told(ask.session, [row.id for row in ask.documents()]),
    "releases.waiting": lambda ask: releases.waiting(),
    "releases.beyond": lambda ask: releases.beyond(CLERK),
    "releases.count": lambda ask: releases.count(ask.session, CHIEF),
    "requests.waiting": lambda ask: requests.waiting(ask.session, RULES, CLERK, 10),
    "requests.waiting_visits": lambda ask: requests.waiting_visits(ask.session, RULES, CLERK, 9),
    "requests.promised": lambda ask: requests.promised(ask.session, RULES, CLERK, 10),
    "requests.decided": lambda ask: requests.decided(ask.session, 10),
    "requests.waiting_addresses": lambda ask: requests.waiting_addresses(ask.session, CLERK, 10),
    "rules.thresholds": lambda ask: rules.thresholds(ask.office.settings),
    "rules.choices": lambda ask: rules.choices(ask.office.settings),
    "rules.in_force": lambda ask: rules.in_force(ask.office.settings),
    "worklist.waiting": lambda ask: [worklist.waiting(ask.session, kind) for kind in (None, *worklist.KINDS)],
    "worklist.total": lambda ask: worklist.total(ask.session),
    "worklist.counts": lambda ask: worklist.counts(ask.session),
    "worklist.after": lambda ask: worklist.after(ask.session),
    "worklist.take_next": lambda ask: worklist.take_next(ask.office, CHIEF),
    "worklist.find": lambda ask: worklist.find(ask.office, ANNA, CLERK),
    "withheld.waiting": lambda ask: [withheld.waiting(ask.session, actor) for actor in (CLERK, CHIEF)],
    "worklist.why": lambda ask: worklist.why("review", [], []),
}
"""Each public function of the screens, asked for everything that the office holds."""
TYPED = {"worklist.tin_of"}
"""Functions that give back the number that a person has just typed, and look nothing up."""


def declared(kind: Callable[[object], bool]) -> dict[str, Any]:
    """What the package's modules declare of a kind for others to use, as "module.name"."""
    modules = [importlib.import_module(f"desk.screens.{one.name}") for one in pkgutil.iter_modules(screens.__path__)]
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": one
        for module in modules
        for name, one in inspect.getmembers(module, kind)
        if one.__module__ == module.__name__ and not name.startswith("_")
    }


def parts(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    """A value and everything in it: items, attributes and properties, each with the way to it."""
    yield path, value
    if isinstance(value, dict):
        inside = [*((f"{path} key", key) for key in value), *((f"{path}[{key!r}]", one) for key, one in value.items())]
    elif isinstance(value, (list, tuple, set, frozenset)):
        inside = [(f"{path}[]", one) for one in value]
    elif type(value).__module__.startswith(("desk.", "tests.")) and not isinstance(value, (Base, str, int, float)):
        properties = [name for name, _ in inspect.getmembers(type(value), lambda one: isinstance(one, property))]
        inside = [(f"{path}.{name}", getattr(value, name)) for name in (*vars(value), *properties)]
    else:
        inside = []
    yield from chain.from_iterable(parts(one, way) for way, one in inside)


@pytest.fixture(scope="module")
def office(tmp_path_factory) -> Iterator[Office]:
    """An office with a paper, a letter or a request in each state that a screen shows."""
    with homes.opened(tmp_path_factory.mktemp("plain") / "home", sample_decisions=1.0) as opened:
        _records(opened)
        _application(opened)
        _returns(opened)
        _requests(opened)
        _letters(opened)
        yield opened


def _records(desk: Office) -> None:
    on_record = (
        (ANNA, "Anna", None),
        (CARL, "Carl", PINS[0]),
        (MARA, "Mara", PINS[1]),
        (RITA, "Rita", None),
        (NORA, "Nora", None),
    )
    for tin, name, number in on_record:
        enrolled = make.taxpayer(desk, tin, name, enrollment="victim" if number else None)
        if number:
            make.pin(desk, enrolled, number)


def _application(desk: Office) -> None:
    """An application approved after a call, a visit and a decided doubt; another that lacks its signature."""
    number = make.arrive(desk, make.an_application(), received=date(2025, 12, 29))
    proofing.record_documents(desk, number, Documents(1, 0, 1), CLERK, "Springfield")
    calls.record_call(desk, number, "passed", CLERK, 4)
    notes.add(desk, number, "Called in the morning.", CLERK)
    with desk.database.transaction() as session:
        row = session.get(Document, number)
        session.add(Clearance(document_id=number, code="ADDRESS", reason="moved", by="carla", at=row.created_at))
    decisions.decide(desk, number, "approve", CHIEF)
    unsigned = make.an_application(tin=make.read(NORA), first_name=make.read("Nora"), signature=make.BLANK)
    decisions.decide(desk, make.arrive(desk, unsigned), "write", CLERK)


def _returns(desk: Office) -> None:
    """A flagged return whose release is asked for, an undone one, papers that wait, and files that were refused."""
    names = {CARL: "Carl", MARA: "Mara", RITA: "Rita"}
    carl, mara, rita = (
        {"primary_ssn": make.read(tin), "primary_first_name": make.read(name)} for tin, name in names.items()
    )
    flagged = make.arrive(desk, make.a_return(**carl))
    masking.reveal(desk, flagged, "primary_ip_pin", OTHER)
    decisions.decide(desk, flagged, "flag", OTHER)
    cases.move(desk, flagged, "verified", OTHER, proof=Proof("in_person", documents=Documents(1, 1, 2)))
    asked_for.ask(desk, flagged, OTHER, "shown in person")
    for number in ("593018", "593019", "593020", "593021"):
        make.arrive(desk, make.a_return(**mara | {"primary_ip_pin": make.read(number, "suspect")}))
    undone = make.arrive(desk, make.a_return(**rita))
    decisions.decide(desk, undone, "release", CLERK)
    undoing.undo(desk, undone, CLERK, "the wrong paper")
    regroup.split(desk, make.arrive(desk, make.a_return()), 2, CLERK)
    with desk.database.transaction() as session:
        session.scalars(select(Document).where(Document.id == undone)).one().pages[0].quality = ["dark"]
    mailroom_batches.refuse(desk, "bNone", "odd.exe", "this is no scan", "mo", date(2026, 3, 2))


def _requests(desk: Office) -> None:
    """A visit and a request for a lost PIN that wait, one that was refused."""
    visits.record(desk, visits.Came(4, date(2026, 1, 5), "Peoria", "proven", ("passport", "bill_or_statement")), CLERK)
    replacements.record(desk, replacements.Asked(2, "letter", False), CLERK)
    number = replacements.record(desk, replacements.Asked(3, "phone", False), CLERK)
    replacements.refuse(desk, number, CHIEF, "not them")


def _letters(desk: Office) -> None:
    """A mailed letter that came back, a gathered one that waits after a move, an address that is asked for."""
    with desk.database.reading() as session:
        drafts = [row.id for row in mail.ready(session)]
    assert len(drafts) >= 3
    make.print_letters(desk, drafts[1:2], MAILROOM)
    mailing.confirm(desk, drafts[1:2], MAILROOM)
    undeliverable.came_back(desk, drafts[1], MAILROOM, "no such street")
    print_batches.gather(desk, drafts[:1], make.GATHERER)
    make.move(desk, 1, "9 Elm St")
    place = addresses.NewAddress("1 Ash St", "Springfield", "IL", "62701")
    addresses.ask(desk, addresses.Asked(2, place, "phone", "she called"), CLERK)


@pytest.fixture(scope="module")
def numbers(office) -> set[str]:
    """Every whole number that the office keeps of anybody, and the one read on paper."""
    with office.database.reading() as session:
        tins = [person.tin for person in session.scalars(select(Taxpayer))]
        return {*tins, *(row.pin for row in session.scalars(select(IpPin))), "593018"}


def test_every_function_of_the_screens_is_looked_at():
    """A new function of the screens has a case here, so that what it gives is walked."""
    assert declared(inspect.isfunction).keys() == CASES.keys() | TYPED


def test_the_office_holds_one_of_each_value(office):
    """No case passes for want of data: each value that the screens declare is among those walked, and is frozen."""
    wanted = set(declared(is_dataclass).values())
    with office.database.reading() as session:
        seen = {type(one) for ask in CASES.values() for _, one in parts(ask(Asker(office, session)))}
    assert {one.__name__ for one in wanted - seen} == set()
    assert [one.__name__ for one in wanted if not one.__dataclass_params__.frozen] == []


@pytest.mark.parametrize("name", CASES)
def test_screens_get_plain_values_without_a_row_or_a_whole_number(office, numbers, name):
    """No mapped row is in what a screen gets, and no taxpayer number and no PIN in any of its texts."""
    with office.database.reading() as session:
        found = list(parts(CASES[name](Asker(office, session)), name))
        rows = sorted({f"{path}: {type(one).__name__}" for path, one in found if isinstance(one, Base)})
        told = sorted({path for path, one in found if any(number in _text(one) for number in numbers)})
    assert (rows, told) == ([], [])


def test_only_a_recorded_look_puts_a_number_on_the_page(office, numbers):
    """Who uncovered a taxpayer number gets it in its own field, nowhere else; a PIN never."""
    with office.database.reading() as session:
        number = session.scalar(select(Document.id).where(Document.kind == "tax_return", Document.state == "in_review"))
    masking.reveal(office, number, "primary_ssn", LOOKER)
    with office.database.reading() as session:
        found = parts(document.open(session, number, LOOKER), "case")
        told = {path for path, one in found if any(secret in _text(one) for secret in numbers)}
    assert told and all(re.fullmatch(r"case\.(fields|doubtful|sure)\[\]\.(raw|value)", path) for path in told)


def _text(value: object) -> str:
    return "".join(one for one in str(value) if one not in " -") if isinstance(value, (str, int, bytes)) else ""
