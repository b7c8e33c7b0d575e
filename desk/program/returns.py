"""The recommendation for a paper return: the decision table of domain 4.2, signer by signer.

The caller compares the secret PINs and passes only the result of the comparison.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.program.words import Action, Outcome, ReadingState, Role


class Comparison(StrEnum):
    """How a well-formed entry compares with the PINs on record, closest first, or that the result is withheld."""

    EQUAL = "equal"
    LAST_YEAR = "last_year"
    OTHER_SPOUSE = "other_spouse"
    REPLACED = "replaced"
    DIFFERS = "differs"
    WITHHELD = "withheld"


@dataclass(frozen=True)
class Entry:
    """The entry in a signer's PIN box, without the digits.

    state: of the current value: read, suspect, blank or illegible. settled: people decided it by blind keys.
    more_keys, third_person: the keying still needed, as in `keying`.
    """

    state: ReadingState
    settled: bool = False
    wellformed: bool = False
    five_digits: bool = False
    more_keys: int = 1
    third_person: bool = False


@dataclass(frozen=True)
class SignerFacts:
    """One signer. required: an active enrollment, or a PIN of the year that counts for the return.

    issued: a PIN of that year exists. comparison: needed for a well-formed entry if one was issued. tin_trusted: the
    TIN was read with certainty or keyed. tin_agrees, name_agrees: the TIN and the name on the paper are those of the
    matched record; that a person confirmed the match makes neither agree.
    """

    role: Role
    matched: bool
    required: bool
    issued: bool
    has_box: bool
    entry: Entry
    comparison: Comparison | None = None
    tin_trusted: bool = True
    tin_agrees: bool = True
    name_agrees: bool = True
    deceased: bool = False


@dataclass(frozen=True)
class ReturnFacts:
    """The facts about the return as a whole.

    doubts: sentences; each stops both a flag and a release until a person decides (no rule for the date, the year in
    doubt). excuses: whose number may not have been known to them when the return was sent, and why; each stops a
    release, and its signer is never flagged. status_unclear: a spouse is named and the filing status is unknown.
    duplicate: a different return exists for the same TIN and tax year.
    """

    duplicate: bool = False
    status_unclear: bool = False
    doubts: tuple[str, ...] = ()
    excuses: tuple[tuple[Role, str], ...] = ()


@dataclass(frozen=True)
class KeyWanted:
    """A box that people must key blind: `field` is 'ip_pin' or 'ssn'; `count` is the number of keys."""

    role: Role
    field: str
    count: int
    third_person: bool = False


@dataclass(frozen=True)
class Recommendation:
    """The action for the clerk, the reasons, the outcome for each signer, and the boxes to key."""

    action: Action
    reasons: tuple[str, ...]
    outcomes: tuple[tuple[Role, Outcome], ...]
    keys_needed: tuple[KeyWanted, ...] = ()
    excuses: tuple[tuple[Role, str], ...] = ()


FLAGS = frozenset(
    {
        Outcome.MISSING,
        Outcome.MISMATCH,
        Outcome.STALE_YEAR,
        Outcome.SWAPPED,
        Outcome.SUPERSEDED,
    }
)
GRAVE = FLAGS | {Outcome.UNMATCHED, Outcome.WITHHELD}
"""Outcomes of a signer with which only a supervisor may let a return go (domain 4.2 rows 4 to 10 and 13)."""
_DIFFERENCES = {
    Comparison.LAST_YEAR: Outcome.STALE_YEAR,
    Comparison.OTHER_SPOUSE: Outcome.SWAPPED,
    Comparison.REPLACED: Outcome.SUPERSEDED,
    Comparison.DIFFERS: Outcome.MISMATCH,
}


def outcome(facts: SignerFacts) -> Outcome:
    """Return the row of domain 4.2 that applies to one signer. Raises ValueError if the comparison is missing.

    Until people key the box, the outcome is provisional and `recommend` asks for keys.
    """
    if facts.role is Role.DEPENDENT:
        return Outcome.NOT_REQUIRED
    if not facts.matched:
        return Outcome.UNMATCHED
    if not facts.required:
        return Outcome.UNEXPECTED if facts.has_box and _written(facts.entry) else Outcome.NOT_REQUIRED
    if not facts.has_box:
        return Outcome.NO_BOX
    if not facts.issued:
        return Outcome.NO_PIN_ISSUED
    return _entered(facts.entry, facts.comparison)


def _written(entry: Entry) -> bool:
    """Whether somebody saw a number there: read or keyed, or at least as many digits as filers take for a PIN.

    What is illegible, or a stroke or two read with doubt, is nobody's entry.
    """
    return entry.state == ReadingState.READ or (
        entry.state == ReadingState.SUSPECT and (entry.wellformed or entry.five_digits)
    )


def _entered(found: Entry, comparison: Comparison | None) -> Outcome:
    if found.third_person and not found.settled:
        return Outcome.RECHECK
    if found.state == ReadingState.BLANK:
        return Outcome.MISSING
    if found.state == ReadingState.ILLEGIBLE or not found.wellformed:
        if found.settled:
            return Outcome.MISSING  # row 5: keyed from the image, "then 4"
        return Outcome.RECHECK if found.state == ReadingState.ILLEGIBLE else Outcome.MALFORMED
    if comparison is None:
        raise ValueError("a wellformed entry needs its comparison with the record")
    if comparison is Comparison.WITHHELD:
        return Outcome.WITHHELD
    if comparison is Comparison.EQUAL:
        return Outcome.MATCH
    if found.state == ReadingState.SUSPECT and not found.settled:
        return Outcome.RECHECK
    return _DIFFERENCES[comparison]


def recommend(signers: Sequence[SignerFacts], document: ReturnFacts = ReturnFacts()) -> Recommendation:
    """Combine the signers in this order: unmatched or withheld, keying, doubts, flags, findings, release.

    An empty box is flagged as missing without keying; the person who decides must look at it.
    """
    papers = [signer for signer in signers if signer.role is not Role.DEPENDENT]
    found = [(signer, outcome(signer)) for signer in papers]
    keys = tuple(key for signer, result in found for key in _keys(signer, result))
    results = {result for _, result in found}
    action = _action(results, keys, document, papers)
    reasons = [*_document_reasons(document), *_signer_reasons(found), *_key_reasons(keys)]
    if not papers:
        reasons.append("No signer is known on this return.")
    return Recommendation(
        action,
        tuple(reasons),
        tuple((signer.role, result) for signer, result in found),
        keys if action is Action.KEY else (),
        document.excuses,
    )


def _action(results, keys, document: ReturnFacts, signers) -> Action:
    if not signers or results & {Outcome.UNMATCHED, Outcome.WITHHELD}:
        return Action.REVIEW
    if keys:
        return Action.KEY
    if document.doubts or document.excuses or document.status_unclear:
        return Action.REVIEW
    if results & FLAGS:
        return Action.FLAG
    if results & {Outcome.UNEXPECTED, Outcome.NO_PIN_ISSUED} or document.duplicate:
        return Action.REVIEW
    if not all(signer.tin_agrees and signer.name_agrees for signer in signers):
        return Action.REVIEW
    return Action.RELEASE


def _keys(signer: SignerFacts, result: Outcome) -> list[KeyWanted]:
    if result is Outcome.UNMATCHED:
        return []
    wanted = [] if signer.tin_trusted else [KeyWanted(signer.role, "ssn", 1)]
    unsure = result in FLAGS | {Outcome.RECHECK, Outcome.MALFORMED}
    surely_blank = signer.entry.state == ReadingState.BLANK and not signer.entry.third_person
    if unsure and not signer.entry.settled and not surely_blank:
        count = max(1, signer.entry.more_keys)
        wanted.append(KeyWanted(signer.role, "ip_pin", count, signer.entry.third_person))
    return wanted


_WHO = {Role.PRIMARY: "Primary taxpayer", Role.SPOUSE: "Spouse"}


def _signer_reasons(found) -> list[str]:
    reasons = []
    for signer, result in found:
        who = _WHO[signer.role]
        reasons.append(f"{who}: {result.text}.")
        if signer.matched and signer.tin_trusted and not signer.tin_agrees:
            reasons.append(f"{who}: the taxpayer number on the paper is not read as this person's.")
        if signer.matched and not signer.name_agrees:
            reasons.append(f"{who}: the name does not agree with the record.")
        if result is Outcome.NOT_REQUIRED and signer.has_box and signer.entry.state != ReadingState.BLANK:
            reasons.append(f"{who}: the box is unclear; without an IP PIN nothing need stand in it.")
        if signer.entry.five_digits and result is not Outcome.MATCH:
            reasons.append(f"{who}: five digits, perhaps the e-file signature PIN.")
        if signer.deceased:
            reasons.append(f"{who}: the record shows a date of death; the same rules hold.")
    return reasons


def _key_reasons(keys: Sequence[KeyWanted]) -> list[str]:
    reasons = []
    for key in keys:
        what = "IP PIN box" if key.field == "ip_pin" else "taxpayer number"
        by = "by a third person" if key.third_person else "blind"
        reasons.append(f"{_WHO[key.role]}: the {what} must be keyed {by}.")
    return reasons


def _document_reasons(document: ReturnFacts) -> list[str]:
    reasons = [*document.doubts, *(why for _, why in document.excuses)]
    if document.status_unclear:
        reasons.append("The filing status is unclear and a spouse is named.")
    if document.duplicate:
        reasons.append("Another return for the same number and tax year is on record.")
    return reasons
