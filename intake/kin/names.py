"""Identifies a return of the 1040 family, its year, and the page, by the printed words.

Page 1 has the form's title at its head, and its name with the year at its foot; every later page has name, year, and
page number at its head. A schedule prints the form's name in parentheses, a note or cover sheet has no foot, and a
letter about a return has no title: none of them is a page of a return.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from desk.forms.definition import Word

_NAME = re.compile(
    r"(?<![(\w])(?:Form|Formulario)\s*1040(?:\s*[-–—]?\s*(SR|NR|X|SS|PR|A|EZ)\b)?\s*(?:\(SP\))?\s*"
    r"\(\s*(Rev\.?[^)\d]*(?:\d{1,2}-)?)?(20[1-3]\d)\s*\)",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\b(?:Page|P.gina)\s*(\d)\b", re.IGNORECASE)
_ABOUT = re.compile(r"instructions for|instrucciones|schedule|anexo", re.IGNORECASE)
_TITLES = {
    "1040": ("U.S. Individual Income Tax Return", "Declaración de Impuestos de los Estados Unidos Sobre los Ingresos"),
    "1040-SR": (
        "U.S. Tax Return for Seniors",
        "U.S. Income Tax Return for Seniors",
        "para Personas de 65 Años de Edad",
    ),
    "1040-NR": ("U.S. Nonresident Alien Income Tax Return",),
    "1040-X": ("Amended U.S. Individual Income Tax Return", "Declaración Enmendada de Impuestos"),
    "1040-SS": ("U.S. Self-Employment Tax Return", "Declaración de Impuestos de los EE. UU. sobre el Trabajo"),
    "1040-PR": ("Declaración de la Contribución Federal Sobre el Trabajo por Cuenta Propia",),
    "1040A": ("U.S. Individual Income Tax Return",),
    "1040EZ": ("Income Tax Return for Single and Joint Filers With No Dependents",),
}
_HEAD, _PAGE_HEAD, _FOOT = 0.22, 0.12, 0.55  # shares of the page's height
_ALIKE = 85  # percent of a title's letters


@dataclass(frozen=True)
class Kin:
    """A page of a return: its name as in the rules ("1040-SR"), its tax year (None if the filer writes it in), and the
    page number."""

    name: str
    tax_year: int | None
    page: int


def tell(lines: Sequence[Sequence[Word]], height: float) -> Kin | None:
    """Return the return and page with these printed lines; None if it is none. `height` of the page in points."""
    texts = [(line[0].box[1] / height, " ".join(word.text for word in line)) for line in lines if line]
    head = " ".join(text for at, text in texts if at < _HEAD)
    top = " ".join(text for at, text in texts if at < _PAGE_HEAD)
    if found := _named(top):
        page = _PAGE.search(top)
        return Kin(*found, int(page[1])) if page and page[1] > "1" else None
    feet = [found for at, text in texts if at > _FOOT and (found := _named(text))]
    if len(set(feet)) != 1 or _ABOUT.match(head.strip()):
        return None
    name, year = feet[0]
    titled = any(fuzz.partial_ratio(title.lower(), head.lower()) >= _ALIKE for title in _TITLES[name])
    return Kin(name, year, 1) if titled else None


def _named(text: str) -> tuple[str, int | None] | None:
    """Name and tax year of the form named in a text; the year of a revision is not a tax year."""
    found = _NAME.search(text)
    if not found or re.search(r"instructions for\s*$|about your\s*$", text[: found.start()], re.IGNORECASE):
        return None
    ending = (found[1] or "").upper()
    name = f"1040{ending}" if ending in ("A", "EZ", "") else f"1040-{ending}"
    return name, None if found[2] or name == "1040-X" else int(found[3])
