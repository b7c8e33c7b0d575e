"""Homes for tests: an empty desk's tables are made once in a process and copied, which costs a fifth of making them."""

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Engine

from desk.lifecycle import audit
from desk.office import opening, timekeeping
from desk.office.accounts import Actor
from desk.system import config, crypto, db


def opened(home: Path, **settings: object) -> opening.Office:
    """The open desk of a home (SQLite, local store, no Redis); a new home gets its tables as a copy."""
    chosen = config.load(home=home, **settings)
    if not chosen.database_url:
        lay(chosen.root)
    return opening.open_office(chosen)


def lay(home: Path) -> None:
    """Put an empty desk's tables into a home that has none; the rest is made by whoever opens it."""
    database = home / "desk.sqlite3"
    if not database.exists():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        database.touch(mode=0o600)
        database.write_bytes(_empty())


_Work = TypeVar("_Work", bound=Callable)


def once(work: _Work) -> _Work:
    """What a fixture does on an empty desk, done once in a process; later desks become copies of the first one.

    A copy costs some milliseconds; the keys are part of it. So the work depends on nothing but the desk and the people
    that the fixture asks for, it leaves nothing elsewhere, and what it returns holds on every copy.
    """
    done: dict[tuple, tuple[dict[Path, bytes], object]] = {}

    @functools.wraps(work)
    def begun(desk: opening.Office, **people: Actor) -> object:
        who = tuple(people.items())
        with desk.database.reading() as session:
            assert not audit.begun(session), "a copy would replace what is on this desk"
        if who in done:
            _lay_out(desk, done[who][0])
        else:
            told = work(desk, **people)
            done[who] = _taken(desk), told
        return done[who][1]

    return begun


def _taken(desk: opening.Office) -> dict[Path, bytes]:
    """Every file of the desk by its path in the home."""
    root = desk.settings.root
    desk.database.close()  # its write-ahead log is then part of the database
    return {path.relative_to(root): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def _lay_out(desk: opening.Office, files: dict[Path, bytes]) -> None:
    desk.database.close()
    for path, content in files.items():
        (desk.settings.root / path).parent.mkdir(parents=True, exist_ok=True)
        (desk.settings.root / path).write_bytes(content)
    crypto.use(crypto.load_or_create(desk.settings.key_file))


def _sharing(make: Callable[..., Engine]) -> Callable[..., Engine]:
    """Let the engines of a process have one dialect and one memory of compiled statements, as one desk has.

    Each new engine would compile every statement anew, which is a third of what a short test costs.
    """
    first: dict[str, Engine] = {}

    def engine(url: str, **options: object) -> Engine:
        made = make(url, **options)
        one = first.setdefault(made.dialect.name, made)
        made.dialect = made.pool._dialect = one.dialect
        made._compiled_cache = one._compiled_cache
        return made

    return engine


db.create_engine = _sharing(db.create_engine)


@functools.cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "desk.sqlite3"
        database = db.Database(f"sqlite:///{file}")
        database.migrate()
        timekeeping.agree(database)
        database.close()
        return file.read_bytes()
