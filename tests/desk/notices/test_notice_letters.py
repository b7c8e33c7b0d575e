"""Every letter as it leaves the office: one page, reproducible, fitting or refused, its words as signed off."""

import html
import itertools
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from desk import errors
from desk.notices import inspect, layout, missing, rejection, rendered, typefaces
from desk.notices.letter import Address
from tests.desk.notices import examples

GOLDEN = Path(__file__).parent / "golden"
CASES = [
    pytest.param(letter, id=f"{name}-{lang}")
    for lang in ("en", "es")
    for name, letter in examples.one_of_each(lang).items()
]
PINNED = [("cp01a", examples.a_cp01a), ("replacement", examples.a_replacement)]
DEATH = "died|fallecid"


def words(letter) -> str:
    """The letter's words, one paragraph a line, markup taken out."""
    lines = [letter.headline, letter.panel.label, letter.panel.note]
    for section in letter.sections:
        lines += ["", section.title, *section.text]
    return html.unescape(re.sub(r"<[^>]*>", "", "\n".join(lines))).replace("\u00a0", " ") + "\n"


@pytest.mark.parametrize("letter", CASES)
def test_every_letter_passes_its_checks(letter):
    """Each kind, reason and language is rendered and found without defect."""
    assert inspect.check(layout.draw(letter.letter()), letter) == []


@pytest.mark.parametrize("letter", CASES)
def test_every_letter_warns_and_never_shows_a_tin(letter):
    """Nobody asks for the PIN, says each letter; and no nine-digit number stands in any."""
    text = words(letter.letter(masked=True))
    assert re.search(r"never ask|[Nn]obody will ever|nunca pedimos|[Nn]adie (se comunicará|le pedirá) jamás", text)
    assert not re.search(r"\b\d{3}-\d{2}-\d{4}\b|\b\d{9}\b", text)


@pytest.mark.parametrize(("name", "make"), PINNED)
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_words_are_those_signed_off(name, make, language):
    """Past notices lacked instructions or gave wrong ones (domain 2.3): a changed word must be signed off here too."""
    golden = (GOLDEN / f"{name}.{language}.txt").read_text(encoding="utf-8")
    assert words(make(language).letter(masked=True)) == golden


@pytest.mark.parametrize(("name", "make"), PINNED)
def test_dependents_are_told_to_use_their_pin(name, make):
    """Notices of 2016 wrongly told dependents not to (domain 2.3): the letter says where theirs is entered."""
    text = words(make().letter(masked=True))
    assert "The IP PIN of a dependent is entered where the dependent is listed" in text
    assert not re.search(r"dependent[^.]*\bnot\b", text)


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_flagged_return_accuses_nobody(language):
    """The letter says that nothing wrong was done, and not what was found."""
    text = words(examples.a_verification(language).letter())
    assert re.search("does not mean that you did anything wrong|No significa que usted haya hecho algo mal", text)
    assert not re.search(r"fraud|suspicious|mismatch|missing PIN|fraude|sospech", text, re.IGNORECASE)


@pytest.mark.parametrize("language", ["en", "es"])
def test_each_rejection_gives_reason_and_route(language):
    """Online tool or assistance center where they are open; only the deceased's letter speaks of a death."""
    for name, letter in examples.one_of_each(language).items():
        if name.startswith("rejection"):
            text = words(letter.letter())
            assert letter.reason in text
            assert bool(re.search(DEATH, text)) == (letter.reason == "R11")
            assert ("844-545-5640" in text) == (letter.reason not in ("R01", "R09", "R11"))
            assert ("IRS.gov/IPPIN" in text) == (letter.reason not in ("R07", "R09", "R11"))


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_of_a_rejection_is_given(language):
    """Whoever mends one thing of three would be rejected again; any three fit the page."""
    alone = ("R01", "R09", "R11")
    for codes in itertools.combinations([code for code in rejection.REASONS if code not in alone], rejection.MOST):
        letter = examples.a_rejection(language, reason=codes[0], more=codes[1:])
        whys = [line for line in letter.letter().sections[0].text if line]
        assert len(whys) == rejection.MOST and ", ".join(codes) in words(letter.letter())
        layout.draw(letter.letter())


def test_only_the_ways_that_all_reasons_leave_are_named():
    """Over the income limit and unsigned: no new form helps. A failed call leaves the center alone."""
    both = words(examples.a_rejection(reason="R06", more=("R04",)).letter())
    assert "By mail or fax" not in both and "Online" in both and "In person" in both
    failed = examples.a_rejection(reason="R04", more=("R07",)).letter()
    assert "Online" not in words(failed) and failed.panel.figure == "844-545-5640"
    assert inspect.check(layout.draw(failed), examples.a_rejection(reason="R04", more=("R07",))) == []


@pytest.mark.parametrize(
    ("codes", "given"),
    [
        (("R04", "R05"), ("R04", "R05")),
        (("R04", "R04"), ("R04",)),
        (("R04", "R11"), ("R11",)),
        (("R01", "R07"), ("R01",)),
        (("R06", "R09"), ("R09",)),
    ],
)
def test_a_death_a_number_or_an_earlier_application_stands_alone(codes, given):
    """Beside these no other reason matters to anybody."""
    assert rejection.told(codes) == given


def test_a_failed_call_leads_to_an_appointment():
    """Who failed the telephone check is sent to an assistance center (domain 1.5, R07)."""
    assert examples.a_rejection(reason="R07").letter().panel.figure == "844-545-5640"


def test_income_limit_is_named_when_known():
    """The limit of the rule year stands in the letter; an unknown one is not invented."""
    assert "limit of $84,000 for" in words(examples.a_rejection().letter())
    assert "$" not in words(examples.a_rejection(income_limit=None).letter())


def test_only_what_is_missing_is_asked_for():
    """Each missing thing stands once, in the form's order, and nothing else."""
    letter = examples.a_request(items=("signature", "phone", "phone")).letter()
    bullets = [line for line in letter.sections[0].text if line.startswith("- ")]
    assert [re.search("<b>(.*?):", line)[1] for line in bullets] == ["Telephone", "Signature"]


def test_the_same_letter_gives_the_same_bytes():
    """Rendered again, or by another process, a letter is byte for byte the same."""
    first = layout.draw(examples.a_cp01a().letter())
    script = (
        "import sys; from desk.notices import layout; from tests.desk.notices import examples;"
        "sys.stdout.buffer.write(layout.draw(examples.a_cp01a().letter()))"
    )
    root = Path(__file__).parents[3]
    again = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, check=True).stdout
    assert first == layout.draw(examples.a_cp01a().letter()) == again
    assert b"D:20260302000000Z" in first


def test_the_mask_holds_no_pin():
    """A masked notice is the same whatever the PIN, and can be made without it."""
    masked = [layout.draw(examples.a_cp01a(ip_pin=pin).letter(masked=True)) for pin in ("048291", "913577", None)]
    assert len(set(masked)) == 1
    assert inspect.check(masked[0], examples.a_cp01a(), masked=True) == []
    with pytest.raises(errors.InvalidInput):
        examples.a_cp01a(ip_pin=None).letter()


def test_a_pin_never_prints_itself():
    """Neither the notice nor its letter shows the PIN, the name or the street when printed in a log."""
    notice = examples.a_cp01a()
    shown = repr(notice) + repr(notice.letter())
    assert not any(secret in shown for secret in (examples.PIN, "Alder"))
    assert "Quintero" not in repr(notice)


@pytest.mark.parametrize("pin", ["000000", "12345", "1234567", "12345a", "１２３４５６", ""])
def test_what_is_no_pin_is_refused(pin):
    """Six digits other than 000000, and the refusal does not repeat them."""
    with pytest.raises(errors.InvalidInput) as refused:
        examples.a_cp01a(ip_pin=pin)
    assert not pin or pin == "000000" or pin not in str(refused.value)


@pytest.mark.parametrize("day", [date(2025, 10, 31), date(2027, 1, 1), date(2016, 1, 4)])
def test_a_date_of_another_season_is_refused(day):
    """A notice is dated from November before its calendar year to that year's end."""
    with pytest.raises(errors.InvalidInput):
        examples.a_cp01a(notice_date=day)


@pytest.mark.parametrize(
    "make",
    [
        lambda: examples.a_request(items=()),
        lambda: examples.a_request(items=("shoe size",)),
        lambda: examples.a_request(reply_due=date(2026, 3, 2)),
        lambda: examples.a_verification(reply_due=date(2026, 3, 1)),
        lambda: examples.a_rejection(reason="R12"),
        lambda: examples.a_rejection(reason="R02", more=("R12",)),
        lambda: examples.a_rejection(reason="R02", more=("R04", "R05", "R06")),
        lambda: examples.a_cp01a(language="fr").letter(masked=True),
    ],
)
def test_a_letter_without_sense_is_refused(make):
    """Nothing missing, an unknown code, a reply due before the letter, a language that the office does not write."""
    with pytest.raises(errors.InvalidInput):
        make()


@pytest.mark.parametrize(
    ("name", "street", "rows"),
    [
        ("Ann Li", "1 A St", 3),
        ("Maria de los Angeles Fernandez-Villanueva de la Concepcion", "9 Elm St", 4),
        ("Ann Li", "12345 Northwestern Agricultural College Boulevard Apartment 1204", 4),
    ],
)
def test_long_names_and_streets_fit_the_window(name, street, rows):
    """A long line is set smaller or broken, and the letter still passes every check."""
    home = Address(name, street, "Rancho Santa Margarita", "CA", "926881234")
    letter = examples.a_cp01a(address=home, taxpayer_name=name)
    pdf = layout.draw(letter.letter())
    assert inspect.check(pdf, letter) == []
    block = rendered.read(pdf).inside(layout.geometry.ADDRESS_PLACE)
    assert len(rendered.lines(block)) == rows


def test_an_address_of_three_lines_stands_where_the_mail_reads_it():
    """domain 7: OCR read area. Set as high as the mail's readers look, at whatever place the sheet slides to."""
    block = rendered.read(layout.draw(examples.a_cp01a().letter())).inside(layout.geometry.ADDRESS_PLACE)
    lines, size, leading = layout.fit_address(examples.HOME)
    assert len(lines) == len(rendered.lines(block)) == 3 and size >= 8
    assert layout.geometry.READ_PLACE.height >= 2 * leading + typefaces.cap_height(typefaces.REGULAR, size) - 0.01


@pytest.mark.parametrize("pin", ["002026", "123456", "120420", "111111", "418000", "202603"])
@pytest.mark.parametrize(
    "street", ["123456 Ranch Road", "418000 W Northwestern Agricultural College Boulevard Suite 120420"]
)
def test_digits_of_address_and_dates_raise_no_alarm(pin, street):
    """A house number of six digits, a PIN like a year or like the house number: a good letter stays good."""
    home = Address("Ann Li", street, "Rancho Santa Margarita", "CA", "926881234")
    letter = examples.a_cp01a(address=home, ip_pin=pin)
    assert inspect.check(layout.draw(letter.letter()), letter) == []


@pytest.mark.parametrize(
    "other",
    [
        {"address": Address("Long " * 30, "1 Elm St", "Ames", "IA", "50010")},
        {"address": Address("X" * 80, "1 Elm St", "Ames", "IA", "50010")},
        {"taxpayer_name": "Rosalind " * 30},
        {"document_number": "N" * 23},
        {"document_number": "Nº 7"},
        {"taxpayer_name": "山田"},
    ],
)
def test_what_does_not_fit_is_refused_clearly(other):
    """A letter is never cut or run over: a person is told what to shorten, without its content."""
    with pytest.raises((errors.LetterDoesNotFit, errors.InvalidInput)) as refused:
        layout.draw(examples.a_cp01a(**other).letter())
    assert not any(part in str(refused.value) for part in ("Rosalind", "XXX", "Long", "山田"))


def test_markup_in_a_name_stays_text():
    """A name is printed as written, even with signs that the layout's markup knows."""
    letter = examples.a_request(taxpayer_name="Bo <b>& Sons</b> {tax_year}")
    assert inspect.check(layout.draw(letter.letter()), letter) == []
    assert "Bo <b>& Sons</b> {tax_year}" in html.unescape(letter.letter().panel.note)


def test_all_missing_things_have_words_in_both_languages():
    """Every code can be asked for in English and Spanish."""
    for language in ("en", "es"):
        letter = examples.a_request(language, items=missing.ITEMS).letter()
        assert len([line for line in letter.sections[0].text if line.startswith("- ")]) == len(missing.ITEMS)
