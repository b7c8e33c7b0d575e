"""The rows of the rules are each named by a test, so that none loses its test unseen."""

import ast
import re
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
NAMED = re.compile(r"domain (\d+a?(?:\.\d+)?)(?: row (\d+)|: )")

ROWS: dict[str, tuple[str, ...]] = {
    "1.7": (
        "Get an IP PIN online",
        "Form 15227",
        "In person at TAC",
        "Confirmed identity-theft victim",
        "Opt-in without being a victim",
        "application read and matched",
        "application called",
        "application whose identity failed",
        "application that nobody could reach",
        "application approved and mailed",
        "application rejected or withdrawn",
        "letter returned and mailed again",
    ),
    "3.3": tuple(str(row) for row in range(1, 10)),
    "4.1": (
        "wrong or missing on paper",
        "return without the PIN",
        "IRSN check",
        "duplicate returns",
        "closing letter",
        "indicators",
        "reversal",
        "received and processable date",
    ),
    "4.2": (
        *(str(row) for row in range(1, 15)),
        "need by the received date",
        "per signer, then combined",
        "verdict without a number",
        "last year's, swapped, replaced",
        "return read and released",
        "return whose owner is confirmed",
        "return that waits for a reply",
        "return that is identity theft",
        "clock",
    ),
    "6.1": (
        "file location code",
        "tax class",
        "document code",
        "Julian day",
        "block",
        "serial",
        "year digit",
        "unique within ten years",
    ),
    "7": (
        "address",
        "type",
        "OCR read area",
        "barcode clear zone",
        "IMb in address block",
        "window",
        "IMb data",
        "barcode id",
        "uniqueness",
        "envelope",
        "PIN visibility",
    ),
    "10a": (
        "The Taxpayer Advocate asks",
        "From 2026 a return without direct-deposit data",
        "Income limit 2026",
        "2024–25 maintenance",
        "Volunteers may opt out at any time",
        "Under 18",
        "Minor dependent",
        "Interpreter",
        "Duplicate returns",
    ),
}
"""Numbered rows, or the first words of the others. Figures, and codes that other systems set, are no rows here."""


@pytest.fixture(scope="module")
def said() -> str:
    """Every text in the tests that names a row: docstrings of tests and ids of parameters; comments do not count."""
    texts = []
    for path in sorted(TESTS.rglob("test_*.py")):
        source = path.read_text("utf-8")
        if path != Path(__file__) and NAMED.search(source):
            tree = ast.parse(source)
            texts += [
                node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
            ]
    return "\n".join(texts)


@pytest.mark.parametrize(("section", "row"), [(section, row) for section, rows in ROWS.items() for row in rows])
def test_each_row_is_named_by_a_test(said, section, row):
    """A docstring or a parameter's id says `domain 4.2 row 7`, or the first words of a row without a number."""
    name = f"domain {section} row {row}" if row.isdigit() else f"domain {section}: {row}"
    assert re.search(re.escape(name) + r"(?!\w)", said), f"no test names {name}"


def test_no_test_names_a_row_that_is_not_in_the_list(said):
    """A slip in a row's name would leave the row itself without a test."""
    for section, number in NAMED.findall(said):
        if section in ROWS and number:
            assert number in ROWS[section]
