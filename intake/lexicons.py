"""What is known about words before they are read: priors that re-weigh guesses, never truth that replaces them."""

import re
from collections import defaultdict

from intake.engines import Guess

STATES = frozenset(
    "AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR "
    "PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI FM MH PW AA AE AP".split()
)
_STRANGE = 0.03  # what a code that no state has keeps of its probability
_TITLE = re.compile(r"(?:Mc|Mac|Di|De|La|Le|Van|Von|Fitz)?[A-Z][a-z]*\.?")
_WORDS = re.compile(r"[^\s\-']+")


def weigh(guesses: list[Guess], kind: str) -> list[Guess]:
    """The guesses of a text reader in the light of what such a field holds, best first."""
    if kind == "state":
        return _merge((guess.text.upper(), guess.probability) for guess in guesses)
    if kind in ("name", "city", "street"):
        return _merge((one_case(guess.text), guess.probability) for guess in guesses)
    return guesses


def one_case(text: str) -> str:
    """The text with each word in capitals, small letters or one capital first, as people write; digits stay.

    c, o, s, v, w, x and z look the same in both cases, and a reader that sees letters one by one mixes them.
    """
    capitals = sum(letter.isupper() for letter in text)
    small = sum(letter.islower() for letter in text)
    if not capitals or not small:
        return text
    if capitals > small and not all(_is_title(word) for word in _WORDS.findall(text)):
        return text.upper()
    return _WORDS.sub(lambda word: word[0] if _is_title(word[0]) else _title(word[0]), text)


def _is_title(word: str) -> bool:
    return not any(letter.isalpha() for letter in word) or bool(_TITLE.fullmatch(word)) or word.islower()


def _title(word: str) -> str:
    return word.capitalize() if word[:1].isupper() else word.lower()


def _merge(weighed) -> list[Guess]:
    """Guesses that have become the same text, added up."""
    chances: dict[str, float] = defaultdict(float)
    for text, chance in weighed:
        chances[text] += chance
    return sorted((Guess(text, chance) for text, chance in chances.items()), key=lambda guess: -guess.probability)
