"""No taxpayer number and no IP PIN in what people type, through whatever door."""

import inspect
import pkgutil
from dataclasses import replace
from datetime import date
from importlib import import_module

import pytest
from click.testing import CliRunner
from sqlalchemy import select

import desk as package
from cli.main import commands
from desk import errors
from desk.enrollment import addresses, visits
from desk.mailroom import batches, receive
from desk.models import Batch, Refusal, Scan
from desk.office import accounts
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.program.identity import Documents
from intake.watching.watch import Orders, Watch
from tests import factories

SUE = Actor("sue", "supervisor")
TINS = [
    "400-00-1234", "400 00 1234", "400001234", "400.00.1234", "400_00_1234", "400/00/1234", "400 - 00 - 1234",
    "400\u201300\u20131234", "400\u00a000\u00a01234", "400\u200b00\u200b1234", "400 001 234", "40-0001234",
    "4 0 0 0 0 1 2 3 4", "400-001234", "40000 1234", "４００００１２３４", "٤٠٠٠٠١٢٣٤",
    "SSN400001234x", "400-00-1234-2",
]  # fmt: skip
PINS = [
    "PIN 482913", "pin482913", "IP PIN: 482 913", "ip-pin_482913", "PIN=48-29-13", "482913 (PIN)", "PIN is 4 8 2 9 1 3",
    "ippin.482913", "NIP 482913", "PIN no. 482913", "Pin４８２９１３", "482-913 is the pin",
]  # fmt: skip
HARMLESS = [
    "monday-1", "2026-03-02 carla", "260302", "scan_20260302_153012.pdf", "2026-03-02-3.tif", "watched 2026-03-02 (2)",
    "pin applications 2026-03", "PIN forms 2026-03-02", "IMG_00012.tif",
    "(217) 555-0123", "spinning 482913", "Austin 78741-4490",
]  # fmt: skip


@pytest.mark.parametrize("secret", TINS + PINS)
def test_secret_numbers_in_names_are_found_in_any_usual_writing(secret):
    """A name with one is refused; masked, it holds no more of it than a taxpayer number's last four digits."""
    for name in (secret, f"Maria {secret}.tif"):
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            free_text.demand_none_in_name(name)
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            free_text.demand_no_number(name)
        masked = free_text.masked(name)
        free_text.demand_none_in_name(masked)
        assert sum(one.isdigit() for one in masked) <= (0 if secret in PINS else 5), masked


@pytest.mark.parametrize("name", HARMLESS)
def test_dates_counters_and_telephone_numbers_stay_in_names(name):
    """They are no secrets, and the mailroom names its batches by them."""
    free_text.demand_none_in_name(name)
    assert free_text.masked(name) == name


CHOSEN = {
    "actor", "action", "cause", "code", "codes", "control", "field", "form", "kind", "new", "outcome", "role", "roles",
    "revision", "route", "staff_number", "state", "subject", "tin", "token", "way",
}  # fmt: skip
"""Parameters that are a choice from a list or a key, or that take a number by design and keep it sealed."""
LOOKED_UP = {
    ("accounts", "name"), ("accounts", "password"), ("accounts", "why"), ("accounts", "old"), ("accounts", "new"),
    ("deciding", "name"), ("efile", "number"), ("keying", "value"), ("keying", "how"), ("person", "text"),
    ("refunds", "how"), ("sampling", "value"), ("vouching", "name"), ("vouching", "password"), ("worklist", "text"),
    ("writing", "message"), ("batches", "reason"), ("batches", "file_name"), ("receive", "file_name"),
    ("rescans", "file_name"), ("grown", "file_name"), ("undeliverable", "evidence"), ("looking", "name"),
}  # fmt: skip
"""By module and parameter: looked up and not kept, chosen by the desk itself, sealed, or the name of a file."""
NEEDS = {
    "accounts.add": {"role": "clerk", "staff_number": "N77"},
    "misfits.set_aside": {"way": "nothing"},
    "proofing.record_documents": {"shown": Documents(1, 1, 1)},
    "receive.receive": {"data": b"%PDF-1.7 a", "file_name": "a.pdf"},
}
"""What a function asks for beside the text."""


def free_texts() -> list[tuple[str, str]]:
    """Every text that a person gives to a function of the desk: the function's full name and the parameter."""
    found = []
    for module in pkgutil.walk_packages(package.__path__, "desk."):
        if module.name.startswith(("desk.migrations", "desk.forms", "desk.system")):
            continue
        made = vars(import_module(module.name))
        for name, act in made.items():
            if inspect.isfunction(act) and act.__module__ == module.name and not name.startswith("_"):
                found += [(f"{module.name}.{name}", one) for one in _texts(module.name, act)]
    return found


def _texts(module: str, act) -> list[str]:
    known = inspect.signature(act).parameters.values()
    if Office not in [one.annotation for one in known]:
        return []
    if act.__name__ == "ask_address":  # hands both texts to addresses.ask, which is asked below
        return []
    texts = [one.name for one in known if "str" in str(one.annotation) and one.name not in CHOSEN]
    return [name for name in texts if (module.rpartition(".")[2], name) not in LOOKED_UP]


def call(desk: Office, full_name: str, parameter: str, text: str) -> None:
    """Call a function with this text, and whatever else it asks for."""
    module, _, name = full_name.rpartition(".")
    act, given = getattr(import_module(module), name), {}
    plain = {Office: desk, Actor: SUE, int: 1, str: "", date: date(2026, 3, 2), list[int]: [1], bool: True}
    for one in inspect.signature(act).parameters.values():
        if one.name == parameter:
            given[one.name] = text
        elif one.default is inspect.Parameter.empty:
            given[one.name] = plain.get(one.annotation)
    act(**given | NEEDS.get(f"{module.rpartition('.')[2]}.{name}", {}))


@pytest.mark.parametrize(("act", "parameter"), free_texts())
def test_no_function_takes_a_secret_number_in_a_text(desk, act, parameter):
    """Each function of the desk that keeps what somebody types refuses it, before anything else is looked at."""
    for secret in ("for 400/00/1234", "his PIN is 482_913"):
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            call(desk, act, parameter, secret)


def test_texts_inside_of_requests_are_refused_too(desk):
    """The evidence of a new address and its lines; a visit's center and appointment; the name of an account."""
    home = addresses.NewAddress("1 Elm St", "Springfield", "IL", "62701")
    number = factories.taxpayer(desk)
    asked = [
        lambda said: addresses.ask(desk, addresses.Asked(number, home, "written", said), SUE),
        lambda said: addresses.ask(desk, addresses.Asked(number, replace(home, street=said), "written", "seen"), SUE),
        lambda said: visits.record(desk, visits.Came(number, date(2026, 3, 2), said, "proven"), SUE),
        lambda said: visits.record(desk, visits.Came(number, date(2026, 3, 2), "A", "proven", appointment=said), SUE),
        lambda said: accounts.add(desk, said, "clerk", "N77"),
    ]
    for ask in asked:
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            ask("400 00 1234")


def names_on_record(desk: Office) -> list[str]:
    """The names of all files and batches."""
    with desk.database.reading() as session:
        rows = (select(Scan.file_name), select(Refusal.file_name), select(Batch.name))
        return [name for one in rows for name in session.scalars(one)]


def test_names_of_files_are_masked_at_every_door(desk, tmp_path):
    """Received by the page, by the command or from a watched folder, refused or not; in the folder's own names too."""
    receive.receive(desk, b"%PDF-1.7 a", "Maria 400-00-1234.pdf", batch="monday", actor="mo")
    desk.settings.max_file_bytes = 20
    with pytest.raises(errors.InvalidInput):
        receive.receive(desk, b"%PDF-1.7 " + bytes(30), "pin 482913.pdf", batch="monday", actor="mo")
    folder = tmp_path / "watched"
    folder.mkdir()
    for name, data in (("400001234.pdf", b"%PDF-1.7 b"), ("400 00 1234.txt", b"no scan")):
        (folder / name).write_bytes(data)
    watched = Watch(desk, Orders(folder, settled=0, patience=0))
    taken = [*watched.look(), *watched.look()]
    moved = sorted(str(file.relative_to(folder)) for file in folder.rglob("*.*"))
    assert moved == [
        "accepted/XXXXX1234.pdf", "accepted/XXXXX1234.pdf.txt", "rejected/XXX XX 1234.txt",
        "rejected/XXX XX 1234.txt.txt",
    ]  # fmt: skip
    told = [file.read_text() for file in folder.rglob("*.txt")]
    for name in (*names_on_record(desk), *(one.name for one in taken), *told):
        free_text.demand_none_in_name(name)


def test_batches_are_not_named_by_a_secret_number(desk, tmp_path):
    """By a cover sheet, an upload, the command, or a watched folder's standing name; nothing is written."""
    name = "for 400-00-1234"
    doors = [
        lambda: batches.start(desk, name, date(2026, 3, 2), "mo"),
        lambda: receive.receive(desk, b"%PDF-1.7 a", "a.pdf", batch=name, actor="mo"),
        lambda: Watch(desk, Orders(tmp_path, batch=name)),
    ]
    for door in doors:
        with pytest.raises(errors.InvalidInput, match="leave it out"):
            door()
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 a")
    home = {"IPPIN_HOME": str(desk.settings.root)}
    told = CliRunner().invoke(commands, ["intake", str(tmp_path / "a.pdf"), "--batch", name], env=home)
    assert told.exit_code != 0
    assert names_on_record(desk) == []
