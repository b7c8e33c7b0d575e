"""The office's own settings for the program rules: defaults, then ``rules.toml`` in the home.

What the public sources leave unconfirmed is set there by name (desk/program/settings.py lists
them). Years become keys, days are TOML dates, ``[month, day]`` pairs are lists::

    call_attempts = 3
    accept_either_year = true
    [income_limits]
    2026 = [86000, 172000]
"""

import dataclasses
import tomllib
from functools import lru_cache
from pathlib import Path

from desk import errors
from desk.config import Settings
from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings

FILE = "rules.toml"
_LINES = {"earlier_mail_address": None, "sender": 2}
"""Settings that are lines of print, and how many of them there must be."""
_BY_YEAR = {"income_limits", "closes", "reopens", "filing_opens", "due", "extended"}


def of(settings: Settings) -> ProgramSettings:
    """The program settings of a desk; :class:`errors.SettingsRefused` names what is wrong in the file."""
    path = settings.root / FILE
    try:
        changed = path.stat().st_mtime_ns
    except FileNotFoundError:
        return DEFAULTS
    return _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> ProgramSettings:
    try:
        return read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise errors.SettingsRefused(f"{FILE} in the desk's home cannot be read as text") from None


def read(text: str) -> ProgramSettings:
    """Program settings out of TOML text; what it does not name keeps its default."""
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as bad:
        raise errors.SettingsRefused(f"{FILE} is not TOML: {bad}") from None
    known = {field.name for field in dataclasses.fields(ProgramSettings)}
    if strange := sorted(given.keys() - known):
        raise errors.SettingsRefused(f"{FILE} names what is no setting: {', '.join(strange)}")
    made = dataclasses.replace(DEFAULTS, **{name: _value(name, value) for name, value in given.items()})
    _check_adopted(made)
    return made


def _value(name: str, value: object) -> object:
    standing = getattr(DEFAULTS, name)
    if name in _BY_YEAR:
        return {**standing, **_by_year(name, value)}
    value = tuple(value) if isinstance(value, list) else value
    if type(value) is not type(standing):
        raise errors.SettingsRefused(f"{FILE}: {name} must be like {standing!r}")
    if name in _LINES:
        return _printed(name, value)
    if isinstance(standing, tuple) and not _is_day(value):
        raise errors.SettingsRefused(f"{FILE}: {name} must be [month, day]")
    return value


def _by_year(name: str, table: object) -> dict[int, object]:
    if not isinstance(table, dict) or not all(year.isdigit() for year in table):
        raise errors.SettingsRefused(f"{FILE}: {name} must be a table by year")
    return {int(year): tuple(value) if isinstance(value, list) else value for year, value in table.items()}


def _printed(name: str, lines: tuple) -> tuple[str, ...]:
    """Lines as a letter prints them: text that is not empty, as many as there must be."""
    wanted = _LINES[name] or len(lines)
    if not lines or len(lines) != wanted or not all(isinstance(one, str) and one.strip() for one in lines):
        raise errors.SettingsRefused(f"{FILE}: {name} must be lines of text, like {getattr(DEFAULTS, name)!r}")
    return tuple(one.strip() for one in lines)


def _is_day(pair: tuple) -> bool:
    return len(pair) == 2 and pair[0] in range(1, 13) and pair[1] in range(1, 32)


def _check_adopted(made: ProgramSettings) -> None:
    known = {rule.id for rule in rules.book()}
    for subject, wanted in made.adopted.items():
        if wanted not in known:
            raise errors.SettingsRefused(f"{FILE}: the adopted rule of {subject} is not in the rule book")
