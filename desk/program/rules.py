"""The rule book: every dated rule as data, and the search for the one rule that applies on a date."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

EVIDENCE = frozenset({"C", "C2", "R", "I", "P", "unknown"})
_OWN = frozenset({"id", "subject", "starts", "ends", "section", "evidence", "text"})


class RuleBookError(ValueError):
    """The rule book contradicts itself; correct the named rule in desk/program/rulebook."""


@dataclass(frozen=True)
class Rule:
    """One rule: in force from `starts` to `ends` (inclusive; None is open) for its subject.

    The subject determines which date counts (received, requested, January 1 of a tax or calendar year). section and
    evidence are those of domain.md; values are the figures.
    """

    id: str
    subject: str
    starts: date
    ends: date | None
    section: str
    evidence: str
    text: str
    values: Mapping[str, Any]

    def holds(self, on: date) -> bool:
        """Return whether the rule is in force on that day."""
        return self.starts <= on and (self.ends is None or on <= self.ends)


def applicable(subject: str, on: date) -> list[Rule]:
    """Return every rule of the subject in force on a day: one or none in a valid book."""
    return [rule for rule in every(subject) if rule.holds(on)]


def find(subject: str, on: date, adopted: Mapping[str, str] = MappingProxyType({})) -> Rule | None:
    """Return the rule in force, or None if none is known and a person must decide.

    `adopted` ("subject.year" -> rule id) lets the office fill a gap with a rule of its choice. Raises RuleBookError if
    an adopted rule does not exist.
    """
    found = applicable(subject, on)
    if found:
        return found[0]
    wanted = adopted.get(f"{subject}.{on.year}")
    if wanted is None:
        return None
    for rule in every(subject):
        if rule.id == wanted:
            return rule
    raise RuleBookError(f"adopted rule {wanted!r} is no rule of subject {subject!r}")


def every(subject: str) -> list[Rule]:
    """Return all rules of a subject, whatever their dates."""
    return [rule for rule in book() if rule.subject == subject]


@cache
def book() -> tuple[Rule, ...]:
    """Return all rules that ship with the project, checked. Raises RuleBookError."""
    folder = resources.files("desk.program") / "rulebook"
    files = sorted(
        (entry for entry in folder.iterdir() if entry.name.endswith(".toml")),
        key=lambda entry: entry.name,
    )
    return read([entry.read_text(encoding="utf-8") for entry in files])


def read(texts: list[str]) -> tuple[Rule, ...]:
    """Parse rules from TOML texts. Raises RuleBookError for an incomplete rule, a repeated id, or overlapping dates."""
    rows = [row for text in texts for row in tomllib.loads(text).get("rule", [])]
    found = tuple(_rule(row) for row in rows)
    _check_ids(found)
    _check_overlaps(found)
    return found


def _rule(row: dict[str, Any]) -> Rule:
    lacking = _OWN - {"ends"} - row.keys()
    if lacking:
        raise RuleBookError(f"rule {row.get('id')!r} lacks {sorted(lacking)}")
    rule = Rule(
        **{name: row[name] for name in _OWN - {"ends"}},
        ends=row.get("ends"),
        values=MappingProxyType({name: row[name] for name in row.keys() - _OWN}),
    )
    if rule.evidence not in EVIDENCE:
        raise RuleBookError(f"rule {rule.id!r} has unknown evidence {rule.evidence!r}")
    if rule.ends is not None and rule.ends < rule.starts:
        raise RuleBookError(f"rule {rule.id!r} ends before it starts")
    return rule


def _check_ids(found: tuple[Rule, ...]) -> None:
    seen = set()
    for rule in found:
        if rule.id in seen:
            raise RuleBookError(f"two rules are called {rule.id!r}")
        seen.add(rule.id)


def _check_overlaps(found: tuple[Rule, ...]) -> None:
    for index, one in enumerate(found):
        for other in found[index + 1 :]:
            if one.subject == other.subject and _overlap(one, other):
                raise RuleBookError(f"rules {one.id!r} and {other.id!r} hold on one day")


def _overlap(one: Rule, other: Rule) -> bool:
    return one.holds(other.starts) or other.holds(one.starts)
