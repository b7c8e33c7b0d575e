"""Name, year and page of a return are told from its printed lines, and nothing else passes for one."""

import pytest

from desk.forms.definition import Word
from intake.kin import names
from intake.kin.names import Kin

HEIGHT = 792.0
US = "U.S. Individual Income Tax Return"


def lines(*texts: tuple[float, str]) -> list[list[Word]]:
    """Printed lines: (top in points, text)."""
    return [
        [Word(text=word, box=(36 + 40 * i, top, 70 + 40 * i, top + 8), size=8) for i, word in enumerate(text.split())]
        for top, text in texts
    ]


@pytest.mark.parametrize(
    ("title", "foot", "kin"),
    [
        (US, "Cat. No. 11320B Form 1040 (2018)", Kin("1040", 2018, 1)),
        (US, "Form 1040A (2015)", Kin("1040A", 2015, 1)),
        ("U.S. Tax Return for Seniors", "Form 1040-SR (2022)", Kin("1040-SR", 2022, 1)),
        ("U.S. Nonresident Alien Income Tax Return", "Form 1040-NR (2021 )", Kin("1040-NR", 2021, 1)),
        ("Amended U.S. Individual Income Tax Return", "Form 1040-X (Rev. 9-2021)", Kin("1040-X", None, 1)),
        ("U.S. Self-Employment Tax Return", "Form 1040-SS (2022)", Kin("1040-SS", 2022, 1)),
        ("Declaracion de la Contribucion Federal Sobre el Trabajo por Cuenta Propia", "Formulario 1040-PR (2020)",
         Kin("1040-PR", 2020, 1)),
        ("Declaracion de Impuestos de los Estados Unidos Sobre los Ingresos", "Formulario 1040 (SP) (2023)",
         Kin("1040", 2023, 1)),
        ("Income Tax Return for Single and Joint Filers With No Dependents", "Form 1040EZ (2014)",
         Kin("1040EZ", 2014, 1)),
    ],
)  # fmt: skip
def test_page_1_has_its_title_at_the_head_and_its_name_at_the_foot(title, foot, kin):
    """Each form of the family is told with its tax year; the year of a revision is none."""
    assert names.tell(lines((40, title), (400, "12 Add lines 10 and 11"), (750, foot)), HEIGHT) == kin


def test_a_later_page_says_at_its_head_which_it_is():
    """The pages that hold the IP PIN have no title."""
    assert names.tell(lines((36, "Form 1040-SR (2022) Page 2"), (300, "Sign Here")), HEIGHT) == Kin("1040-SR", 2022, 2)
    assert names.tell(lines((36, "Form 1040 (2018)"), (300, "Sign Here")), HEIGHT) is None


@pytest.mark.parametrize(
    "page",
    [
        lines((40, "SCHEDULE R (Form 1040)"), (60, "Credit for the Elderly"), (750, "Schedule R (Form 1040) 2025")),
        lines((36, "Schedule R (Form 1040) 2025 Page 2")),
        lines((40, "Form 4868"), (60, "Application for Automatic Extension"), (750, "Form 4868 (2023)")),
        lines((40, "Caution: DRAFT—NOT FOR FILING"), (60, "This is an early release draft of an IRS tax form 1040")),
        lines((40, "Note: Form 1040 (2019) is being corrected"), (60, "See " + US)),
        lines((40, "Instructions for Form 1040"), (750, "Instructions for Form 1040 (2022)")),
        lines((40, "Form 1040-V"), (60, US), (750, "Form 1040-V (2023)")),
        lines((40, "Dear Taxpayer"), (400, "We got your return"), (750, "about your Form 1040 (2022)")),
        [],
    ],
)
def test_what_only_names_a_return_is_none(page):
    """Schedules, extensions, notes, covers, instructions, vouchers and letters are nobody's page 1."""
    assert names.tell(page, HEIGHT) is None
