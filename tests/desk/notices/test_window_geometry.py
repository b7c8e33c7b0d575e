"""Where things may stand on the sheet so that only the address ever shows in the envelope's window."""

from hypothesis import given
from hypothesis import strategies as st

from desk.notices import geometry
from desk.notices.geometry import Box

across = st.floats(0, geometry.TRAVEL_ACROSS)
up = st.floats(0, geometry.TRAVEL_UP)


def on_envelope(place: Box, dx: float, dy: float) -> tuple[float, float, float, float]:
    """Left, right, top and bottom of a place in points from the left and bottom edges of the envelope."""
    sheet_bottom = geometry.PANEL + dy
    return place.x0 + dx, place.x1 + dx, sheet_bottom - place.top, sheet_bottom - place.bottom


@given(across, up)
def test_every_travel_lies_between_the_two_areas(dx, dy):
    """domain 7: window. Wherever the sheet slides, it shows the address's area and never more than the cleared one."""
    window = geometry.shown(dx, dy)
    assert geometry.EVER_SHOWN.holds(window)
    assert window.holds(geometry.ALWAYS_SHOWN)


@given(across, up)
def test_the_pin_never_comes_into_the_window(dx, dy):
    """domain 7: PIN visibility. Neither the PIN's panel, the headline nor the rows beside the letterhead reach it."""
    window = geometry.shown(dx, dy).grown(geometry.FOLD_ERROR)
    for place in (geometry.PANEL_PLACE, geometry.HEADLINE, geometry.HEAD, geometry.ASIDE, geometry.BODY):
        assert not window.touches(place)


@given(across, up)
def test_address_and_mail_barcode_keep_their_clearance(dx, dy):
    """domain 7: IMb in address block. 1/8 in to the sides and 0.028 in above and below hold at full travel."""
    window = geometry.shown(dx, dy)
    clear = Box(window.x0 + 9, window.top + 0.028 * 72, window.x1 - 9, window.bottom - 0.028 * 72)
    assert clear.holds(geometry.ADDRESS_PLACE)
    assert clear.holds(geometry.BARCODE_PLACE)


def test_the_mail_barcode_has_room():
    """domain 7: IMb in address block. The place left free takes 3.2 in of bars 0.125 in high, near the address."""
    place, address = geometry.BARCODE_PLACE, geometry.ADDRESS_PLACE
    assert place.width >= 3.2 * 72
    assert place.height >= 0.125 * 72
    assert 0.028 * 72 <= address.top - place.bottom <= 0.625 * 72


def test_the_places_lie_inside_the_margins():
    """Every place on the sheet is printable, and none covers another."""
    places = [
        geometry.HEAD,
        geometry.ADDRESS_PLACE,
        geometry.HEADLINE,
        geometry.PANEL_PLACE,
        geometry.BODY,
        geometry.FOOT,
    ]
    assert all(geometry.MARGINS.holds(place) for place in places)
    assert not any(a.touches(b) for a in places for b in places if a is not b)


@given(across, up)
def test_the_address_lies_where_the_mail_reads_it(dx, dy):
    """domain 7: OCR read area. Half an inch from the sides, 5/8 in to 2 3/4 in above the bottom of the envelope.

    domain 7: barcode clear zone. Nothing is printed in the lower right 4 3/4 by 5/8 in.
    """
    for place in (geometry.READ_PLACE, geometry.BARCODE_PLACE):
        left, right, top, low = (at / geometry.INCH for at in on_envelope(place, dx, dy))
        assert left >= 0.5 and right <= 9.0
        assert low >= 0.625 - 1e-9 and top <= 2.75


def test_the_envelope_is_a_number_ten_with_its_usual_window():
    """domain 7: envelope of 4 1/8 by 9 1/2 in; its window is 4 1/2 by 1 1/8 in, 7/8 in from the left, 1/2 in up."""
    sizes = (
        geometry.ENVELOPE_HEIGHT, geometry.ENVELOPE_WIDTH, geometry.WINDOW_WIDTH, geometry.WINDOW_HEIGHT,
        geometry.WINDOW_LEFT, geometry.WINDOW_BOTTOM,
    )  # fmt: skip
    assert [size / geometry.INCH for size in sizes] == [4.125, 9.5, 4.5, 1.125, 0.875, 0.5]
