"""A map is proposed from captions, and every guess says what it rests on."""

import pytest

from desk.forms import acroform, mapping, proposal, shipping


@pytest.mark.long
@pytest.mark.parametrize("year", range(2020, 2026))
def test_the_real_blanks_propose_their_reviewed_maps(blanks, year):
    """For every Form 1040 the guess equals the map that a person looked at, with nothing missing."""
    pdf = (blanks / f"f1040_{year}.pdf").read_bytes()
    proposed = proposal.propose(pdf, acroform.pages(pdf), "tax_return")
    assert proposed.missing == ()
    assert proposed.form_map.fields == mapping.load(shipping.MAPS / f"f1040-{year}.toml").fields
    assert proposed.form_map.identify == [[f"Form 1040 ({year})"], [f"Form 1040 ({year})", "Page 2"]]


def test_what_was_guessed_and_what_was_not_found_is_said(fillable):
    """An office sees the caption behind each field, and which fields it must add by hand."""
    proposed = proposal.propose(fillable, acroform.pages(fillable), "pin_application")
    assert proposed.guesses["last_name"] == "caption “last name”"
    assert proposed.form_map.fields["first_name"].widget == "first"
    assert proposed.form_map.fields["language"].options["es"].widget == "es"
    assert proposed.form_map.fields["signature"].box == pytest.approx((39, 242, 336, 272), abs=1)
    assert {"tin", "phone", "street"} <= set(proposed.missing)
    assert proposed.form_map.identify == [["Form 99999 (Rev. 1-2026)"]]
