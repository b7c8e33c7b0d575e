"""Reading does not get worse unnoticed: a small benchmark, accuracy only, with a floor under each figure."""

import pytest

from bench.accuracy import figures, running, strips

SEED = 77
PAGES, FIELDS = 27, 240
STRANGERS = 20  # strips of people never met, and of numbers too long


@pytest.fixture(scope="module")
def results(real_paper):
    """At most 40 documents and some hundred fields, in this process."""
    whole = running.Results()
    for job in (*running.page_jobs(PAGES, SEED), *running.strip_jobs(FIELDS, SEED)):
        part = running.work(job)
        for name in ("strips", "pages", "files"):
            getattr(whole, name).extend(getattr(part, name))
    return whole


@pytest.mark.parametrize(
    ("kind", "writing", "exact", "trusted"),
    [
        ("tin", "hand", 0.9, 0.28),
        ("pin", "hand", 0.91, 0.48),
        ("tin", "typed", 0.96, 0.93),
        ("pin", "typed", 0.96, 0.93),
    ],
)
def test_numbers_on_strips(results, kind, writing, exact, trusted):
    """Right and trusted often enough over all levels, and never wrong when trusted."""
    tally = figures.tally(one for one in results.strips if (one.kind, one.writing) == (kind, writing))
    assert tally.exact >= exact * tally.filled
    assert tally.trusted >= trusted * tally.n
    assert tally.wrong == 0


@pytest.fixture(scope="module")
def strangers(real_paper):
    """Numbers by people of whom no reader was taught anything."""
    return [one for number in range(STRANGERS) for one in strips.read([SEED, 4, number], "stranger", "office")]


@pytest.mark.parametrize(("kind", "exact", "trusted"), [("tin", 0.82, 0.2), ("pin", 0.9, 0.3)])
def test_numbers_by_writers_never_met(strangers, kind, exact, trusted):
    """People never met are read less well, and never wrong when trusted."""
    tally = figures.tally(one for one in strangers if one.kind == kind)
    assert tally.exact >= exact * tally.filled
    assert tally.trusted >= trusted * tally.n
    assert tally.wrong == 0


def test_numbers_that_are_too_long(real_paper):
    """PINs of seven digits and TINs of ten are never trusted as numbers that fit."""
    read = [one for number in range(STRANGERS) for one in strips.read([SEED, 5, number], "stranger", "office", more=1)]
    assert len(read) > 3 * STRANGERS and not any(one.trusted for one in read)


@pytest.mark.parametrize(
    ("kind", "exact"), [("filing_status", 0.97), ("signature", 0.97), ("zip", 0.9), ("last_name", 0.75), ("city", 0.8)]
)
def test_fields_of_pages(results, kind, exact):
    """The other fields of whole documents, over all writings and levels."""
    tally = figures.tally(one for one in results.pages if one.kind == kind)
    assert tally.exact >= exact * tally.filled


def test_files_become_the_right_documents(results):
    """At most one file in thirty is not sorted right, and no foreign paper is taken for ours."""
    ours = [one for one in results.files if not one.foreign]
    assert sum(not one.right for one in ours) <= len(ours) // 30 + 1
    assert [one.name for one in results.files if one.wrong_form] == []
