"""The rules for people to read: thresholds, the office's own settings, and the rules in force today."""

import dataclasses
from collections.abc import Mapping
from datetime import date

from desk.office import policy
from desk.program import rules
from desk.program.rules import Rule
from desk.program.settings import DEFAULTS
from desk.system import calendar
from desk.system.config import Settings

_THRESHOLDS = {
    "pin_right": "Share of filers assumed to write the IP PIN on record",
    "pin_slip": "Share of filers assumed to write it with one wrong digit",
    "pin_swap": "Share of filers assumed to write it with two digits swapped",
    "pin_doubt": "How likely another number may be where a doubtful reading counts as the IP PIN on record",
    "pin_seen": "How likely the image alone must make that reading",
    "sample_claims": "Share of doubtful IP PINs counted as the one on record that another person keys, blind",
    "read_attempts": "Attempts at reading a file before a person must look",
    "max_pages": "Most pages of one file",
    "idle_minutes": "Minutes without work after which a session ends",
    "claim_seconds": "Seconds that a document stays with somebody whose browser is gone",
    "sample_readings": "Share of trusted readings that another person keys again, blind",
    "sample_decisions": "Share of decisions that another person looks at again, blind",
    "session_hours": "Hours after which a session ends in any case",
}
_ASIDE = {"filing_opens", "due_default", "extended_default", "due", "extended", "dependent_mismatch_suffix"}
"""Settings of dates and codes that an office may look up, but that do not change what the desk does."""


def thresholds(settings: Settings) -> list[tuple[str, str, object]]:
    """Return the meaning of each threshold, its environment variable, and its value."""
    return [(text, f"IPPIN_{name.upper()}", getattr(settings, name)) for name, text in _THRESHOLDS.items()]


def choices(settings: Settings) -> list[tuple[str, str, bool]]:
    """Return the office's settings that the desk uses: name, value, and whether ``rules.toml`` sets it."""
    made = policy.load(settings)
    names = [field.name for field in dataclasses.fields(made) if field.name not in _ASIDE]
    return [(name, _told(getattr(made, name)), getattr(made, name) != getattr(DEFAULTS, name)) for name in names]


def in_force(settings: Settings) -> list[Rule]:
    """Return the rules in force today, by subject."""
    today, adopted = calendar.today(), policy.load(settings).adopted
    found = (rules.find(subject, today, adopted) for subject in sorted({rule.subject for rule in rules.book()}))
    return [rule for rule in found if rule is not None]


def _told(value: object) -> str:
    """A setting in words."""
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_told(one)}" for key, one in sorted(value.items())) or "none"
    if isinstance(value, tuple):
        return ", ".join(f"{one:,}" if isinstance(one, int) else str(one) for one in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value) or "none"
