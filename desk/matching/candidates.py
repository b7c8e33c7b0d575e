"""Finds the taxpayers who may be meant by a document, with the reasons for each (Fellegi–Sunter).

Blocks: the TIN as read and its likely alternatives, TINs with one digit off or two adjacent digits swapped (all through
the blind index), and last name with ZIP code. Each comparison adds the base-2 logarithm of the likelihood ratio: how
much more likely its result is for the same person than for another.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.matching import names
from desk.models import Taxpayer
from desk.system import crypto

TIN_LENGTH = 9
LIKELY = 14.0
"""The match weight in bits from which a candidate may be the match."""
MARGIN = 6.0
"""The bits by which the first candidate must lead the second."""
_NEAR, _SAME_STREET = 0.90, 0.97
_FIRST_NEAR, _LAST_NEAR = 0.84, 0.88
_SHOWN = 5
LESS_LIKELY = "equal to a less likely reading"


@dataclass(frozen=True)
class Clues:
    """What a document says about a person; ``tins`` are the possible readings of the TIN, most likely first.

    ``doubts``: other possible readings of a doubtful first name, last name and street.
    """

    tins: tuple[str, ...] = ()
    first_name: str = ""
    last_name: str = ""
    street: str = ""
    city: str = ""
    zip: str = ""
    doubts: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]] = ((), (), ())

    @property
    def tin(self) -> str:
        """The best reading of the TIN, or ""."""
        return self.tins[0] if self.tins else ""


@dataclass(frozen=True)
class Comparison:
    """One field compared: its label, the result in plain words, its weight in bits."""

    label: str
    result: str
    weight: float


@dataclass(frozen=True)
class Candidate:
    """A taxpayer who may be the person on the document, with the comparisons."""

    taxpayer: Taxpayer
    comparisons: tuple[Comparison, ...] = field(default=())

    @property
    def weight(self) -> float:
        """The match weight in bits: the sum of all comparisons."""
        return round(sum(part.weight for part in self.comparisons), 2)

    def result(self, label: str) -> str:
        """Return the result of the comparison with this label."""
        return next((part.result for part in self.comparisons if part.label == label), "")


def candidates(session: Session, clues: Clues) -> list[Candidate]:
    """Return the most likely taxpayers, best first, at most five; empty if nobody is similar."""
    found = {person.id: person for block in _blocks(clues) for person in session.scalars(block)}
    ranked = sorted((compare(clues, person) for person in found.values()), key=lambda c: (-c.weight, c.taxpayer.id))
    return [one for one in ranked if one.weight > 0][:_SHOWN]


def best(ranked: list[Candidate]) -> Candidate | None:
    """Return the first candidate if it is likely and leads the second clearly, else None."""
    if not ranked or ranked[0].weight < LIKELY:
        return None
    clear = len(ranked) == 1 or ranked[0].weight - ranked[1].weight >= MARGIN
    return ranked[0] if clear else None


def by_tin(session: Session, tin: str) -> Taxpayer | None:
    """Return the taxpayer with exactly this TIN, or None."""
    return session.scalar(select(Taxpayer).where(Taxpayer.tin_index == crypto.ring().tin_index(tin)))


def name_agrees(clues: Clues, person: Taxpayer) -> bool:
    """Return whether the written first and last name may be this person's; allows initials and small misreadings."""
    firsts, lasts = (clues.first_name, *clues.doubts[0]), (clues.last_name, *clues.doubts[1])
    return any(_first_agrees(one, person) for one in firsts) and any(_last_agrees(one, person) for one in lasts)


def _first_agrees(written: str, person: Taxpayer) -> bool:
    if names.initial_agrees(written, person.first_name):
        return True
    return names.given_likeness(written, person.first_name) >= _FIRST_NEAR


def _last_agrees(written: str, person: Taxpayer) -> bool:
    last, record = names.key(written), person.last_name_key
    return names.likeness(last, record) >= _LAST_NEAR or names.one_slip(last, record)


def compare(clues: Clues, person: Taxpayer) -> Candidate:
    """Compare one person on record with the clues, field by field."""
    tin = _compare_tin(clues, person)
    parts = [tin, _compare_last(clues, person), _compare_first(clues, person), *_compare_address(clues, person)]
    return Candidate(person, tuple(part for part in parts if part.weight or part.label == "TIN"))


def near_tins(tin: str) -> list[str]:
    """Return every TIN that differs from ``tin`` in one digit or by two adjacent digits swapped."""
    changed = [tin[:i] + d + tin[i + 1 :] for i in range(len(tin)) for d in "0123456789" if d != tin[i]]
    swapped = [tin[:i] + tin[i + 1] + tin[i] + tin[i + 2 :] for i in range(len(tin) - 1) if tin[i] != tin[i + 1]]
    return changed + swapped


def _blocks(clues: Clues) -> Iterable:
    ring = crypto.ring()
    tins = [tin for tin in clues.tins if len(tin) == TIN_LENGTH and tin.isdigit()]
    wanted = dict.fromkeys(tins + [near for tin in tins[:1] for near in near_tins(tin)])
    if wanted:
        yield select(Taxpayer).where(Taxpayer.tin_index.in_([ring.tin_index(tin) for tin in wanted]))
    last = names.key(clues.last_name)
    if last and clues.zip:
        yield select(Taxpayer).where(Taxpayer.zip.startswith(clues.zip[:5]), Taxpayer.last_name_key == last).limit(50)
    if clues.zip:
        yield select(Taxpayer).where(Taxpayer.zip == clues.zip[:5]).limit(300)


def _compare_tin(clues: Clues, person: Taxpayer) -> Comparison:
    if not clues.tin:
        return Comparison("TIN", "not read", 0.0)
    if person.tin == clues.tin:
        return Comparison("TIN", "equal", 26.0)
    if person.tin in near_tins(clues.tin):
        return Comparison("TIN", "one digit differs", 14.0)
    if person.tin in clues.tins:
        return Comparison("TIN", LESS_LIKELY, 12.0)
    return Comparison("TIN", "differs", -9.0)


def _compare_last(clues: Clues, person: Taxpayer) -> Comparison:
    last = names.key(clues.last_name)
    if not last:
        return Comparison("last name", "not read", 0.0)
    if last == person.last_name_key:
        return Comparison("last name", "equal", 9.0)
    if person.last_name_key in map(names.key, clues.doubts[1]):
        return Comparison("last name", LESS_LIKELY, 7.0)
    near = names.likeness(last, person.last_name_key) >= _NEAR
    return Comparison("last name", "nearly equal", 6.0) if near else Comparison("last name", "differs", -5.0)


def _compare_first(clues: Clues, person: Taxpayer) -> Comparison:
    if not names.plain(clues.first_name):
        return Comparison("first name", "not read", 0.0)
    if names.initial_agrees(clues.first_name, person.first_name):
        return Comparison("first name", "initial agrees", 3.0)
    alike = names.given_likeness(clues.first_name, person.first_name)
    if alike == 1:
        return Comparison("first name", "equal", 6.5)
    near = alike >= _NEAR
    return Comparison("first name", "nearly equal", 4.5) if near else Comparison("first name", "differs", -4.0)


def _compare_address(clues: Clues, person: Taxpayer) -> Iterable[Comparison]:
    if person.country:
        yield _compare_city(clues, person)
    elif clues.zip:
        same = person.zip[:5] == clues.zip[:5]
        yield Comparison("ZIP", "equal", 7.0) if same else Comparison("ZIP", "differs", -2.0)
    if clues.street:
        yield _compare_street(clues, person)


def _compare_city(clues: Clues, person: Taxpayer) -> Comparison:
    """Compare a foreign address, which has no ZIP code, by the city, with or without the postal code beside it."""
    if not (written := names.city(clues.city)):
        return Comparison("city", "not read", 0.0)
    alike = names.likeness(written, names.city(person.city)) >= _NEAR
    return Comparison("city", "equal", 5.0) if alike else Comparison("city", "differs", -2.0)


def _compare_street(clues: Clues, person: Taxpayer) -> Comparison:
    record = names.street(person.street)
    likeness, *others = (names.likeness(names.street(one), record) for one in (clues.street, *clues.doubts[2]))
    if likeness >= _SAME_STREET:
        return Comparison("street", "equal", 8.0)
    if max(others, default=0.0) >= _SAME_STREET:
        return Comparison("street", LESS_LIKELY, 6.0)
    near = likeness >= _NEAR
    return Comparison("street", "nearly equal", 5.0) if near else Comparison("street", "differs", -2.0)
