"""Compares the value that a file states with the page image, by one rule for characters, widgets and choices.

A statement is trusted only if the image agrees. If the image shows nothing, the statement is dropped. If the image
shows something else, both are in doubt, and the one that a person would see on the page comes first.
"""

from dataclasses import replace

from desk.forms.definition import Field
from desk.matching import names
from desk.program import phone
from desk.program.words import ReadingState
from intake.fields import trust
from intake.fields.trust import Verdict
from intake.lexicon import dates, lists

_EVEN = 0.5
_LIKELY = 0.1  # share of the most likely reading's probability from which a statement agrees with the image
_CLEAR = 0.9  # the probability from which the image shows where words begin
_LEGAL = {"tin": (9,), "pin": (6,), "zip": (5, 9)}
_LARGEST = 11  # digits of an amount in whole dollars
_WORDS = frozenset({"name", "city", "street", "apartment", "state"})


def judge(field: Field, value: str, shown: Verdict, doubted: bool) -> Verdict:
    """Return the verdict on a field: the file states `value`, and the image by itself reads as `shown`.

    `doubted`: the statement must not be trusted (see `born_digital.Statements`).
    """
    if shown.state == ReadingState.BLANK:
        return trust.DOUBTED if doubted else shown
    agreed = _agreed(field, value, shown)
    if agreed is None or doubted or shown.faint or not possible(field, agreed):
        return _both(field, value, shown)
    return Verdict(agreed, ReadingState.READ, 1.0, [(agreed, 1.0)], shown.script)


def doubt(shown: Verdict) -> Verdict:
    """Return the verdict on a place where the file holds text that not every PDF reader shows: never trusted."""
    if shown.state == ReadingState.BLANK:
        return trust.DOUBTED
    return replace(shown, state=ReadingState.SUSPECT, script="") if shown.state == ReadingState.READ else shown


def possible(field: Field, value: str) -> bool:
    """Return whether such a field can hold the value: a state in the list, letters in a name, a valid date."""
    kind = field.type
    if kind in _LEGAL:
        return len(value) in _LEGAL[kind]
    if kind == "amount":
        return len(value.lstrip("-")) <= min(_LARGEST, field.max_length or _LARGEST)
    rules = {"date": dates.iso, "phone": phone.valid, "state": _is_state, "name": _is_name, "city": _is_name}
    rules |= {"street": _has_sign, "apartment": _has_sign}
    return bool(rules[kind](value)) if kind in rules else True


def _agreed(field: Field, value: str, shown: Verdict) -> str | None:
    """The stated value, spelled as the image shows it; None if the image shows something else."""
    if field.options or field.type == "check":
        return value if [text for text, _ in shown.alternatives] == [value] else None
    seen = {_key(field, text): (text, chance) for text, chance in reversed(shown.alternatives)}
    if _key(field, value) not in seen:
        return None
    text, chance = seen[_key(field, value)]
    if chance < _LIKELY * max(share for _, share in seen.values()):
        return None
    if field.type == "state":
        return value.replace(" ", "")
    doubtful = not any(len(word) > 1 for word in value.split()) or " " not in value
    return _spaced(value, text) if doubtful and chance >= _CLEAR and _squeezed(text) == _squeezed(value) else value


def _squeezed(text: str) -> str:
    return text.replace(" ", "").upper()


def _spaced(value: str, text: str) -> str:
    """The stated letters, with spaces where the image has them."""
    letters = iter(value.replace(" ", ""))  # as many as the image has
    return "".join(" " if sign == " " else next(letters) for sign in text)


def _key(field: Field, text: str) -> str:
    """The part of a text that the image shows reliably: no case, accents, punctuation, or spaces."""
    return names.plain(text).replace(" ", "") or text if field.type in _WORDS else text


def _both(field: Field, value: str, shown: Verdict) -> Verdict:
    """Both the shown and the stated value, in doubt; a possible value comes first, and of two the shown one."""
    apart = [shown.value] if shown.value and _key(field, shown.value) != _key(field, value) else []
    best = sorted([*apart, value], key=lambda text: not possible(field, text))
    return Verdict(best[0], ReadingState.SUSPECT, _EVEN, [(text, _EVEN) for text in best])


def _is_state(text: str) -> bool:
    return text.upper() in lists.known("state")


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not any(map(str.isdigit, text))


def _has_sign(text: str) -> bool:
    return any(map(str.isalnum, text))
