"""Changes the office's decisions, by a supervisor and on record: settings of the rules, and thresholds of the desk.

Both are TOML files in the desk's home (desk/office/policy, desk/system/config); changes keep their comments. A file
that the desk would refuse is not written.
"""

import os
import tomllib
from collections.abc import MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import ParseError

from desk import errors
from desk.lifecycle import audit
from desk.office import accounts, policy
from desk.office.accounts import Actor
from desk.office.opening import Office
from desk.program import free_text
from desk.system import config


def set_rule(office: Office, name: str, value: str | None, actor: Actor) -> None:
    """Change a setting of the rules, for one year as ``income_limits.2026``; ``None`` restores its default.

    ``value`` is written as in TOML; a word needs no quotation marks. Raises :class:`errors.SettingsRefused` for an
    invalid value and :class:`errors.NotAllowed` unless ``actor`` is a supervisor.
    """
    head, _, rest = name.partition(".")
    keys = [head, rest] if rest else [head]
    path = office.settings.root / policy.FILE
    _change(office, path, keys, value, actor, "rule")


def set_threshold(office: Office, name: str, value: str | None, actor: Actor) -> None:
    """Change a threshold of the desk, such as ``sample_readings``; ``None`` restores its default.

    It applies to every process that starts afterward. Raises :class:`errors.InvalidInput` if an environment variable
    sets it, because that comes first, and otherwise as :func:`set_rule` does.
    """
    if f"IPPIN_{name.upper()}" in os.environ:
        raise errors.InvalidInput(f"the environment variable IPPIN_{name.upper()} sets this and comes first: unset it")
    _change(office, office.settings.root / config.FILE, [name], value, actor, "threshold")


def _change(office: Office, path: Path, keys: Sequence[str], value: str | None, actor: Actor, what: str) -> None:
    if not accounts.may(actor.role, "supervise"):
        raise errors.NotAllowed("a supervisor sets what the office decides")
    free_text.demand_none_in_name(value or "")
    with office.database.transaction() as session:
        old = path.read_text(encoding="utf-8") if path.exists() else ""
        new, before = _edited(old, keys, value)
        policy.read(new) if what == "rule" else config.check(new)
        audit.record(session, actor.name, f"{what}.set", what, None, name=".".join(keys), before=before, after=value)
        fresh = path.with_name(f".{path.name}.new")
        fresh.write_text(new, encoding="utf-8")
        fresh.replace(path)


def _edited(text: str, keys: Sequence[str], value: str | None) -> tuple[str, str | None]:
    """The file with one setting changed, and the earlier text of that setting."""
    try:
        document = tomlkit.parse(text)
    except ParseError as bad:
        raise errors.SettingsRefused(f"the file of settings is not TOML: {bad}") from None
    table: MutableMapping[str, Any] = document
    for key in keys[:-1]:
        if key not in table:
            table[key] = tomlkit.table()
        table = table[key]
        if not isinstance(table, MutableMapping):
            raise errors.SettingsRefused(f"{key} is one value and has no parts")
    before = table[keys[-1]].as_string() if keys[-1] in table else None
    if value is None:
        table.pop(keys[-1], None)
    else:
        table[keys[-1]] = _value(value)
    return tomlkit.dumps(document), before


def _value(text: str) -> object:
    """Parse a value as TOML; anything else is a word or a line of text."""
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
