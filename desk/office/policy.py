"""The office's own settings for the program rules: defaults, overridden by ``rules.toml`` in the home.

What the public sources leave unconfirmed is set there by name (desk/program/settings.py lists
them). Years become keys, days are TOML dates, ``[month, day]`` pairs are lists, and a rule may be
adopted for a year for which none is known, by subject and year::

    call_attempts = 3
    accept_either_year = true
    [income_limits]
    2026 = [86000, 172000]
    [adopted]
    "reissue_cutoff.2026" = "reissue-cutoff"
"""

import dataclasses
import tomllib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

from desk import errors
from desk.program import rules
from desk.program.settings import DEFAULTS, ProgramSettings
from desk.system.config import Settings

FILE = "rules.toml"
_LINES = {"earlier_mail_address": None, "sender": 2}
"""Settings that are lines of print, and how many of them there must be."""
_BY_YEAR = {"income_limits", "closes", "reopens", "filing_opens", "due", "extended"}
_COMMON_YEAR = 2023
"""A day of every year is a day of this one: 29 February is none."""


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
    """Program settings from TOML text; settings that it does not name keep their defaults."""
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
    if name == "adopted":
        return dict(_flat(value))
    value = tuple(value) if isinstance(value, list) else value
    if type(value) is not type(standing) or (type(value) is int and value < 0):
        raise errors.SettingsRefused(f"{FILE}: {name} must be like {standing!r}")
    if not isinstance(value, tuple):
        return value
    if name in _LINES:
        return _printed(name, value)
    if not _is_day(value):
        raise errors.SettingsRefused(f"{FILE}: {name} must be [month, day], a day of every year")
    return value


def _by_year(name: str, table: object) -> dict[int, object]:
    if not isinstance(table, dict) or not all(year.isdecimal() for year in table):
        raise errors.SettingsRefused(f"{FILE}: {name} must be a table by year")
    return {int(year): _of_year(name, value) for year, value in table.items()}


def _of_year(name: str, value: object) -> object:
    """The limits of a year in whole dollars, or a day."""
    if name == "income_limits":
        if not (isinstance(value, list) and len(value) == 2 and all(type(one) is int and one > 0 for one in value)):
            raise errors.SettingsRefused(f"{FILE}: {name} of a year must be [individual, joint] in whole dollars")
        return tuple(value)
    if type(value) is not date:
        raise errors.SettingsRefused(f"{FILE}: {name} of a year must be a day, like 2026-01-12 without quotes")
    return value


def _flat(table: object, above: str = "") -> Iterator[tuple[str, object]]:
    """Subject and year as one key; without its quotation marks TOML takes the key apart."""
    if not isinstance(table, dict):
        raise errors.SettingsRefused(f'{FILE}: adopted must be a table of "subject.year" = "rule"')
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _printed(name: str, lines: tuple) -> tuple[str, ...]:
    """Lines as a letter prints them: text that is not empty, as many as there must be."""
    wanted = _LINES[name] or len(lines)
    if not lines or len(lines) != wanted or not all(isinstance(one, str) and one.strip() for one in lines):
        raise errors.SettingsRefused(f"{FILE}: {name} must be lines of text, like {getattr(DEFAULTS, name)!r}")
    return tuple(one.strip() for one in lines)


def _is_day(pair: tuple) -> bool:
    try:
        return len(pair) == 2 and date(_COMMON_YEAR, *pair) is not None
    except (TypeError, ValueError):
        return False


def _check_adopted(made: ProgramSettings) -> None:
    for key, wanted in made.adopted.items():
        subject, _, year = key.rpartition(".")
        if not (year.isdecimal() and wanted in [rule.id for rule in rules.every(subject)]):
            raise errors.SettingsRefused(
                f'{FILE}: adopted {key} must be "subject.year" with the name of a rule of that subject'
            )
