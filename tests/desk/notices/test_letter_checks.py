"""The checks on the rendered page catch every defect planted in a finished letter."""

import dataclasses

import pytest

from desk import errors
from desk.notices import geometry, inspect, layout
from desk.notices.letter import Address
from tests.desk.notices import examples

NOTICE = examples.a_cp01a()
GOOD = layout.draw(NOTICE.letter())
BARE = layout.draw(NOTICE.letter(masked=True))


def codes(pdf: bytes, masked: bool = False, notice=NOTICE) -> set[str]:
    """The defects found, by code."""
    return {defect.code for defect in inspect.check(pdf, notice, masked)}


def altered(**changes) -> bytes:
    """The CP01A drawn from words that differ from those it should have."""
    return layout.draw(dataclasses.replace(NOTICE.letter(), **changes))


def test_a_good_letter_has_no_defect():
    """The letter from which all defects below are made is itself without one."""
    assert codes(GOOD) == set()
    assert codes(BARE, masked=True) == set()


def test_the_wrong_tax_year_is_caught():
    """The failure of January 2016 (domain 2.3): the tax year printed is not the calendar year less one."""
    other = examples.a_cp01a(calendar_year=2025, notice_date=NOTICE.notice_date.replace(year=2025))
    assert {"tax_year", "strange_year"} <= codes(layout.draw(other.letter()))


def test_a_wrong_year_in_the_rows_alone_is_caught():
    """Even when every sentence is right, the year beside the letterhead is checked by itself."""
    rows = tuple((label, "2024" if label == "Tax year" else value) for label, value in NOTICE.letter().rows)
    assert codes(altered(rows=rows)) == {"tax_year"}


def test_a_wrong_year_in_a_sentence_is_caught():
    """A year of another season anywhere in the words is found."""
    first, *rest = NOTICE.letter().sections
    stale = dataclasses.replace(first, text=tuple(line.replace("2025", "2014") for line in first.text))
    assert codes(altered(sections=(stale, *rest))) == {"strange_year", "text_missing"}


@pytest.mark.parametrize(("right", "down"), [(0, 14), (0, -14), (14, 0), (-14, 0), (0, 40)])
def test_a_moved_address_is_caught(right, down):
    """domain 7: address at its left margin. A sheet that slipped in the printer by a fifth of an inch is found out."""
    assert "address_moved" in codes(examples.slipped(GOOD, right, down))


def test_another_address_is_caught():
    """The printed address is compared with that of record, last line included."""
    other = dataclasses.replace(examples.HOME, zip="506130043")
    assert codes(altered(address=other)) == {"address_differs"}
    assert codes(altered(address=Address("A B", "1 Elm St", "Ames", "IA", "50010"))) == {"address_differs"}


def test_an_address_set_too_small_is_caught():
    """domain 7: type under 8 point is not read by the mail's machines."""
    small = examples.over_printed(GOOD, "X", geometry.ADDRESS_PLACE.x0 + 200, geometry.ADDRESS_PLACE.top + 20, 6)
    assert {"address_too_small", "address_differs"} <= codes(small)


def test_a_second_page_is_caught():
    """A letter is one page; and a PIN on a later page is seen as well."""
    assert codes(examples.followed_by(GOOD, BARE)) == {"page_count"}
    assert "page_count" in codes(examples.followed_by(GOOD, GOOD))


@pytest.mark.parametrize("figure", ["", "04829", "••••••"])
def test_a_missing_pin_is_caught(figure):
    """A notice without its six digits does not leave."""
    panel = dataclasses.replace(NOTICE.letter().panel, figure=figure)
    assert codes(altered(panel=panel)) == {"pin_missing"}


def test_a_foreign_pin_is_caught():
    """The PIN of somebody else's notice is not taken for this one's, and is not repeated in the message."""
    found = inspect.check(layout.draw(examples.a_cp01a(ip_pin="913577").letter()), NOTICE)
    assert [defect.code for defect in found] == ["pin_wrong"]
    assert "913577" not in found[0].message and examples.PIN not in found[0].message


@pytest.mark.parametrize("text", [examples.PIN, " ".join(examples.PIN), "913577", f"PIN {examples.PIN}"])
@pytest.mark.parametrize(("x", "y"), [(80, 160), (80, 255), (330, 210), (80, 177)])
def test_a_pin_in_the_window_is_caught(text, x, y):
    """domain 7: PIN visibility. No six digits may show at any travel: above, below or beside the address."""
    found = codes(examples.over_printed(GOOD, text, x, y))
    assert {"pin_in_window", "window_shows_more"} <= found


def test_a_pin_over_the_address_is_caught():
    """Six digits printed on the address's own line are no address."""
    assert {"pin_in_window", "address_differs"} <= codes(examples.over_printed(GOOD, examples.PIN, 260, 220))


@pytest.mark.parametrize(("x", "y"), [(80, 160), (300, 240), (385, 200)])
def test_anything_else_in_the_window_is_caught(x, y):
    """Only the address may ever show, and the place of the mail barcode stays free."""
    assert codes(examples.over_printed(GOOD, "Refund", x, y)) == {"window_shows_more"}
    assert "window_shows_more" in codes(examples.over_printed(GOOD, "||||", 80, geometry.BARCODE_PLACE.bottom - 1))


@pytest.mark.parametrize(("x", "y"), [(200, 722), (410, 240), (250, 60)])
def test_a_second_pin_is_caught(x, y):
    """Exactly one PIN, in its place: a copy anywhere else on the sheet is found."""
    assert codes(examples.over_printed(GOOD, examples.PIN, x, y)) == {"pin_repeated"}
    assert codes(examples.over_printed(BARE, examples.PIN, x, y), masked=True) == {"pin_repeated"}


def test_a_pin_in_the_title_is_caught():
    """A PIN in the file's properties would show in every viewer."""
    assert codes(altered(title=f"CP01A {examples.PIN}")) == {"pin_repeated"}


def test_a_pin_shown_on_screen_is_caught():
    """What is meant for screens must carry the mask."""
    assert codes(GOOD, masked=True) == {"pin_shown"}


def test_print_outside_the_margins_is_caught():
    """Printers cut what stands within half an inch of the edge."""
    assert codes(examples.over_printed(GOOD, "Draft", 20, 500)) == {"outside_margins"}


def test_text_without_ink_is_caught():
    """White words are in the file and not on the paper; the page is judged by its ink too."""
    assert codes(examples.over_printed(GOOD, "Draft", 480, 290, gray=1.0)) == {"invisible"}


def test_a_font_left_out_is_caught():
    """A letter with a font of the printing machine may come out otherwise."""
    assert codes(examples.over_printed(GOOD, "Draft", 80, 722, font="Helvetica")) == {"font_not_embedded"}


def test_another_document_number_is_caught():
    """Number and barcode are each compared with the notice's."""
    other = "IP-2026-00009999"
    rows = tuple((label, other if label == "Document" else value) for label, value in NOTICE.letter().rows)
    assert codes(altered(document_number=other)) == {"barcode"}
    assert codes(altered(rows=rows)) == {"document_number"}


def test_lost_words_are_caught():
    """Past notices lacked adequate instructions (domain 2.3): a section that did not print is found."""
    assert codes(altered(sections=NOTICE.letter().sections[:-1])) == {"text_missing"}


def test_what_is_no_pdf_is_refused():
    """Bytes that are no PDF are an error for a person, not a defect list."""
    with pytest.raises(errors.Unreadable):
        inspect.check(b"not a letter", NOTICE)
