"""The office's own settings for the program rules: defaults, which ``rules.toml`` in the home overrides.

The file sets by name what the public sources leave open (desk/program/settings.py lists the names). Years are keys,
days are TOML dates, ``[month, day]`` pairs are lists. The office may adopt a known rule for a year that has none, by
subject and year::

    call_attempts = 3
    accept_either_year = true
    [income_limits]
    2026 = [86000, 172000]
    [adopted]
    "reissue_cutoff.2026" = "reissue-cutoff"
"""

import dataclasses
import re
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
"""Settings that are printed lines, with the required number of lines (None: any number)."""
_DIGITS = {"mailer_id": r"(|[0-8]\d{5}|9\d{8})", "mail_service": r"\d{3}", "file_location": "[0-9]{2}"}
_DIGITS_TOLD = {
    "mailer_id": "six digits, or nine beginning with 9",
    "mail_service": "three digits",
    "file_location": "two digits",
}
_BY_YEAR = {"income_limits", "closes", "reopens", "filing_opens", "due", "extended"}
_COMMON_YEAR = 2023
"""A month and day must exist in this year, so that they exist in every year: February 29 is refused."""


def load(settings: Settings) -> ProgramSettings:
    """Return the program settings of a desk; raises :class:`errors.SettingsRefused` if the file has an error."""
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
    """Parse program settings from TOML text; others keep their defaults. Raises :class:`errors.SettingsRefused`."""
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
    if name in _DIGITS and not (isinstance(value, str) and re.fullmatch(_DIGITS[name], value)):
        raise errors.SettingsRefused(f"{FILE}: {name} must be {_DIGITS_TOLD[name]}, in quotes")
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
    """The value for one year: income limits in whole dollars, or a day."""
    if name == "income_limits":
        if not (isinstance(value, list) and len(value) == 2 and all(type(one) is int and one > 0 for one in value)):
            raise errors.SettingsRefused(f"{FILE}: {name} of a year must be [individual, joint] in whole dollars")
        return tuple(value)
    if type(value) is not date:
        raise errors.SettingsRefused(f"{FILE}: {name} of a year must be a day, like 2026-01-12 without quotes")
    return value


def _flat(table: object, above: str = "") -> Iterator[tuple[str, object]]:
    """Yield subject and year as one key: without quotation marks, TOML splits it into nested tables."""
    if not isinstance(table, dict):
        raise errors.SettingsRefused(f'{FILE}: adopted must be a table of "subject.year" = "rule"')
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{key}.")
        else:
            yield f"{above}{key}", value


def _printed(name: str, lines: tuple) -> tuple[str, ...]:
    """Check lines that a letter prints: not empty, and of the required number."""
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
