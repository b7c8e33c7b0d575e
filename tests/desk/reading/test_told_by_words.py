"""A return that was told by its words is a return: it is reviewed, and people confirm what was proposed."""

from dataclasses import replace

import pytest

from tests import factories as make
from tests.factories import DocumentReading


@pytest.fixture
def told() -> DocumentReading:
    """A Form 1040-SR of 2019, which has no definition on file, each entry a proposal."""
    entries = {name: replace(one, state="suspect") for name, one in make.a_return().fields.items() if one.value}
    return DocumentReading([1, 2], [1, 2], "1040-SR", None, entries, tax_year=2019)


def test_it_is_a_return_of_its_year(desk, told):
    """Kind and tax year are known without a definition; the rules judge it, and nothing is released by itself."""
    make.pin(desk, make.taxpayer(desk, enrollment="victim"), "123456")
    paper = make.document(desk, make.arrive(desk, told))
    assert (paper.kind, paper.form, paper.revision, paper.tax_year) == ("tax_return", "1040-SR", None, 2019)
    assert paper.state == "in_review"
    assert paper.recommendation in ("key", "review")


def test_an_amended_return_without_a_year_is_reviewed(desk, told):
    """A revision's year is no tax year: a person says it."""
    paper = make.document(desk, make.arrive(desk, replace(told, form="1040-X", tax_year=None)))
    assert (paper.kind, paper.tax_year, paper.recommendation) == ("tax_return", None, "review")
