"""Converts any Latin letter to A to Z, the same way for matching and for mail (domain.md 1.2, 7).

The mail and the tax system use capitals without accents. Both sides of a comparison and the printed address go through
:func:`plain`, so that they treat Ł, Ø, ß and the ʻokina alike.
"""

import re
import unicodedata

# Marks that join letters and are dropped: apostrophes, the ʻokina, primes, a spacing acute or grave, Catalan's dot.
APOSTROPHES = "·'`´ʹʻʼʽˈ‘’‛′＇ꞌ՚"
_DROPPED = str.maketrans(dict.fromkeys(APOSTROPHES))
# Letters whose Unicode name does not say which plain letters they are; ICAO Doc 9303 gives these.
_BY_NAME = {"SHARP S": "SS", "THORN": "TH", "ETH": "D", "ENG": "N", "SCHWA": "E", "KRA": "K"}
_LATIN = re.compile(
    r"LATIN (?:CAPITAL|SMALL) (?:LETTER|LIGATURE) (?:(?:AFRICAN|OPEN|LONG|DOTLESS|REVERSED|SMALL|TURNED) )?"
    r"([A-Z]{1,2}|[A-Z ]+?)(?: WITH .*)?"
)


def plain(text: str) -> str:
    """Return the text with capitals A to Z for every Latin letter; digits and punctuation stay as they are.

    Accents and apostrophes are dropped. A fraction or a raised or lowered sign is set apart from the digits before it:
    ``12½`` gives ``12 1/2``, not ``121/2``. Letters of other alphabets stay, so that the caller can refuse them.
    """
    written = "".join(_set_apart(sign) for sign in unicodedata.normalize("NFC", text.translate(_DROPPED)))
    return "".join(map(_plain, unicodedata.normalize("NFKD", written))).replace("\u2044", "/").upper()


def _set_apart(sign: str) -> str:
    """Put a space on both sides of a raised, lowered or fraction sign."""
    raised = unicodedata.decomposition(sign).startswith(("<fraction>", "<super>", "<sub>", "<circle>"))
    return f" {sign} " if raised else sign


def _plain(sign: str) -> str:
    """Convert one decomposed sign: "" for an accent, plain letters for a Latin letter, else the sign itself."""
    if sign.isascii():
        return sign
    if unicodedata.category(sign).startswith("M") or sign in APOSTROPHES:
        return ""
    name = unicodedata.name(sign, "")
    known = _LATIN.fullmatch(name)
    if not known:
        return sign
    said = known.group(1)
    return _BY_NAME.get(said, said if len(said) <= 2 else sign)
