"""The Intelligent Mail barcode: as the specification encodes it, printed when the office has an id, and read back."""

import dataclasses

import pytest

from desk import errors
from desk.notices import geometry, inspect, layout, mail_barcode, rendered
from desk.notices.letter import Address
from desk.office import policy
from desk.program.settings import ProgramSettings
from tests.desk.notices import examples

OFFICE = ProgramSettings(mailer_id="123456")
NOTICE = examples.a_cp01a(settings=OFFICE, serial=420)
LETTER = NOTICE.letter()
GOOD = layout.draw(LETTER)


@pytest.mark.parametrize(
    ("routing", "bars"),
    [
        ("", "ATTFATTDTTADTAATTDTDTATTDAFDDFADFDFTFFFFFTATFAAAATDFFTDAADFTFDTDT"),
        ("01234", "DTTAFADDTTFTDTFTFDTDDADADAFADFATDDFTAAAFDTTADFAAATDFDTDFADDDTDFFT"),
        ("012345678", "ADFTTAFDTTTTFATTADTAAATFTFTATDAAAFDDADATATDTDTTDFDTDATADADTDFFTFA"),
        ("01234567891", "AADTFFDFTDADTAADAATFDTDDAAADDTDTTDAFADADDDTFFFDDTTTADFAAADFTDAADA"),
    ],
)
def test_the_bars_are_those_of_the_specification(routing, bars):
    """domain 7: IMb data. The examples that USPS-B-3200 publishes, for each length of the routing code."""
    assert mail_barcode.encode("01234567094987654321", routing) == bars


def test_the_letter_says_the_office_the_copy_and_the_zip_code():
    """Barcode id, service, mailer id and serial number are twenty digits, with either length of mailer id.

    domain 7: barcode id 00; domain 7: uniqueness, another copy has another barcode.
    """
    assert mail_barcode.bars(OFFICE, examples.HOME, 420) == mail_barcode.encode("00300123456000000420", "506130042")
    assert mail_barcode.bars(OFFICE, examples.HOME, 421) != mail_barcode.bars(OFFICE, examples.HOME, 420)
    nine = dataclasses.replace(OFFICE, mailer_id="987654321")
    assert mail_barcode.bars(nine, examples.HOME, 7_000_420) == mail_barcode.encode("00300987654321000420", "506130042")


def test_without_an_id_and_abroad_there_is_none():
    """The place above the address stays free, and the letter is without defect."""
    there = Address("A B", "1 Elm St", "10115 Berlin", "", "", country="Germany")
    for plain in (examples.a_cp01a(), examples.a_cp01a(settings=OFFICE, address=there)):
        page = layout.draw(plain.letter())
        assert inspect.mail_bars(rendered.read(page)) == "" and inspect.check(page, plain) == []


def test_it_is_read_back_from_the_page():
    """Sixty-five bars of ink in their place, of the sizes that the specification allows; no other defect."""
    assert inspect.mail_bars(rendered.read(GOOD)) == LETTER.mail_barcode and len(LETTER.mail_barcode) == 65
    assert inspect.check(GOOD, NOTICE) == []
    place = geometry.BARCODE_PLACE
    assert 0.125 <= place.height / 72 <= 0.165 and place.width >= 64 * mail_barcode.PITCH + mail_barcode.THICK
    top, bottom = mail_barcode.extents("T")
    assert 0.039 <= (bottom - top) * place.height / 72 <= 0.057


@pytest.mark.parametrize(
    "bars", ["", LETTER.mail_barcode[:-1], LETTER.mail_barcode[::-1], mail_barcode.bars(OFFICE, examples.HOME, 421)]
)
def test_a_missing_or_another_barcode_is_caught(bars):
    """None, one bar too few, the bars reversed, or those of another letter."""
    drawn = layout.draw(dataclasses.replace(LETTER, mail_barcode=bars))
    assert "mail_barcode" in {defect.code for defect in inspect.check(drawn, NOTICE)}


def test_a_barcode_that_nobody_asked_for_is_caught():
    """An office without an id prints none."""
    plain = examples.a_cp01a(serial=420)
    assert {"mail_barcode", "window_shows_more"} <= {defect.code for defect in inspect.check(GOOD, plain)}


@pytest.mark.parametrize(
    "text", ['mailer_id = "12345"', "mailer_id = 123456", 'mailer_id = "912345"', 'mail_service = "3"']
)
def test_a_wrong_id_is_refused_when_the_settings_are_read(text):
    """Six digits, or nine that begin with 9, in quotes."""
    with pytest.raises(errors.SettingsRefused, match="digits"):
        policy.read(text)
