"""What a page is: ours in form, revision and page through all that happens to paper, and none of ours if it is not."""

import cv2
import numpy as np
import pytest

from desk import forms
from intake.identity import identify
from intake.opening.raw import RawPage
from intake.pages import upright
from intake.prints import shelf
from tests.intake import degrade, forgeries, paper

FORMS = [(one.form, one.revision, page.number) for one in forms.all() for page in one.pages]
RETURNS = [one for one in FORMS if one[0] == "f1040"]


def laid(sheet: np.ndarray, level: str, seed: int, library=None, **how) -> upright.Page:
    """A sheet (300 dpi) is written on, goes through the scanner at that level, and is set upright."""
    rng, chosen = np.random.default_rng(seed), degrade.LEVELS[level]
    worn = degrade.damage(degrade.scribble(sheet, rng, 15), rng, chosen.faults)
    image, _ = degrade.scan(worn, rng, chosen, **how)
    return upright.upright(RawPage(1, image, how.get("dpi", 200)), shelf.on_file() if library is None else library)


def look(sheet: np.ndarray, level: str, seed: int, library=None, **how) -> identify.Identity | None:
    """What such a sheet is identified as."""
    return identify.identify(laid(sheet, level, seed, library, **how), shelf.on_file() if library is None else library)


def named(identity: identify.Identity | None) -> tuple[str, str, int] | None:
    """Form, revision and page of an answer; None for none of ours."""
    return identity and (identity.form, identity.revision, identity.page_number)


def printed(form: str, revision: str, page: int) -> np.ndarray:
    """The blank page at 300 dpi."""
    return paper.printed(forms.load(form, revision), page)


@pytest.mark.parametrize("level", degrade.LEVELS)
@pytest.mark.parametrize("one", FORMS, ids=str)
def test_every_page_on_file_is_known_through_wear_and_tear(one, level):
    """Written on, stamped, punched, torn, folded, skewed, noisy: form, revision and page are still right."""
    assert named(look(printed(*one), level, seed=FORMS.index(one))) == one


@pytest.mark.parametrize("turn", [1, 2, 3])
@pytest.mark.parametrize("one", FORMS[::3], ids=str)
def test_a_page_is_known_however_it_lies(one, turn):
    """Sideways and upside down make no difference."""
    assert named(look(printed(*one), "office", seed=turn, turn=turn, overscan=0.2)) == one


@pytest.mark.parametrize("treat", [degrade.bilevel, degrade.fax])
@pytest.mark.parametrize("one", FORMS[1::3], ids=str)
def test_a_page_is_known_in_black_and_white(one, treat):
    """A 1-bit scan and a fax show the same form."""
    rng = np.random.default_rng(4)
    image, _ = degrade.scan(degrade.scribble(printed(*one), rng), rng, degrade.LEVELS["office"])
    page = upright.upright(RawPage(1, treat(image, rng), 200), shelf.on_file())
    assert named(identify.identify(page, shelf.on_file())) == one


@pytest.mark.parametrize("size", [0.85, 0.87, 0.89, 0.91, 0.93, 0.94, 0.95, 0.96, 0.97, 0.985, 1.02, 1.035, 1.05])
def test_a_print_of_another_size_is_known(size):
    """Fitted to the page or to A4, in its middle or at its top, and however it lies: no size has a hole."""
    hundredths = round(size * 200)
    one, sheet = FORMS[hundredths % len(FORMS)], (3508, 2480) if hundredths % 3 else (3300, 2550)
    drawn = printed(*one)
    down, across = ((sheet[0] - size * drawn.shape[0]) / (2 if hundredths % 2 else 4), (sheet[1] - size * 2550) / 2)
    laid = cv2.warpAffine(
        drawn, np.array([[size, 0, across], [0, size, down]]), sheet[::-1], flags=cv2.INTER_AREA, borderValue=255
    )
    assert named(look(laid, "office", seed=hundredths, turn=hundredths % 4)) == one


@pytest.mark.parametrize("years", [-4, -1, 1, 2, 6])
@pytest.mark.parametrize("one", [one for one in RETURNS if one[2] == 2], ids=str)
def test_a_year_that_is_not_on_file_is_not_its_neighbor(one, years):
    """A page that differs from one on file in nothing but the digits of its years is not taken for it."""
    form, revision, page = one
    sheet = forgeries.of_another_year(forms.load(form, revision), page, years)
    other = (form, str(int(revision) + years), page)
    seen = laid(sheet, "office", seed=years + 9)
    assert named(identify.identify(seen, shelf.on_file())) in (None, other)
    without = tuple(one for one in shelf.on_file() if (one.form, one.revision) != other[:2])
    assert named(identify.identify(seen, without)) is None


@pytest.mark.parametrize("one", FORMS, ids=str)
def test_a_revision_that_is_not_on_file_is_none_of_ours(one):
    """With a page's own print taken off file, no other year's print is claimed for it."""
    without = tuple(p for p in shelf.on_file() if (p.form, p.revision, p.page_number) != one)
    assert named(look(printed(*one), "office", seed=31, library=without)) is None


@pytest.mark.parametrize("one", RETURNS, ids=str)
def test_a_number_with_something_behind_it_is_another_form(one):
    """Form 1040-SR is not Form 1040, even if all the rest were alike."""
    sheet = forgeries.with_suffix(forms.load(one[0], one[1]), one[2])
    assert named(look(sheet, "clean", seed=2)) is None


@pytest.mark.parametrize("seed", range(6))
def test_other_papers_are_none_of_ours(seed):
    """Letters, forms with their parts elsewhere, mirrored light through the paper, empty sheets."""
    rng = np.random.default_rng(seed)
    ours = printed(*FORMS[seed])
    for sheet in (forgeries.letter(rng), forgeries.shuffled(ours, rng), np.ascontiguousarray(ours[:, ::-1])):
        assert look(sheet, "office", seed) is None
    assert look(np.full((3300, 2550), 255, np.uint8), "clean", seed) is None


def test_noise_and_darkness_are_none_of_ours():
    """Pages without any sense in them do not upset the search."""
    rng = np.random.default_rng(0)
    for image in (
        np.zeros((2200, 1700), np.uint8),
        rng.integers(0, 256, (2200, 1700), np.uint8),
        np.full((40, 30), 9, np.uint8),
    ):
        page = upright.upright(RawPage(1, image, 200), shelf.on_file())
        assert identify.identify(page, shelf.on_file()) is None


def test_an_empty_file_of_forms_knows_nothing():
    """Without definitions every page is none of ours."""
    page = upright.upright(RawPage(1, printed(*FORMS[0]), 300), ())
    assert identify.identify(page, ()) is None
