"""Where things may stand on the sheet so that only the address ever shows in the envelope's window."""

from hypothesis import given
from hypothesis import strategies as st

from desk.notices import geometry
from desk.notices.geometry import Box

across = st.floats(0, geometry.TRAVEL_ACROSS)
up = st.floats(0, geometry.TRAVEL_UP)


@given(across, up)
def test_every_travel_lies_between_the_two_areas(dx, dy):
    """Wherever the sheet slides, the window shows the address's area and never more than the cleared one."""
    window = geometry.shown(dx, dy)
    assert geometry.EVER_SHOWN.holds(window)
    assert window.holds(geometry.ALWAYS_SHOWN)


@given(across, up)
def test_the_pin_never_comes_into_the_window(dx, dy):
    """Neither the PIN's panel, the headline nor the rows beside the letterhead reach the window."""
    window = geometry.shown(dx, dy).grown(geometry.FOLD_ERROR)
    for place in (geometry.PANEL_PLACE, geometry.HEADLINE, geometry.HEAD, geometry.ASIDE, geometry.BODY):
        assert not window.touches(place)


@given(across, up)
def test_address_and_mail_barcode_keep_their_clearance(dx, dy):
    """An eighth of an inch to the sides and 0.028 in above and below (domain 7) hold at full travel."""
    window = geometry.shown(dx, dy)
    clear = Box(window.x0 + 9, window.top + 0.028 * 72, window.x1 - 9, window.bottom - 0.028 * 72)
    assert clear.holds(geometry.ADDRESS_PLACE)
    assert clear.holds(geometry.BARCODE_PLACE)


def test_the_mail_barcode_has_room():
    """The place left free takes 3.2 in of bars at least 0.125 in high, near the address without touching it."""
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
