"""Returns filled in on screen on the real blanks: what was typed is what is read, exactly."""

import json

import pytest
from click.testing import CliRunner

from bench.accuracy import sources
from cli.reading.read import read
from desk import forms
from desk.forms import filling

VALUES = {
    "primary_first_name": "Amelia Q",
    "primary_last_name": "O'Hara-Stone",
    "primary_ssn": "400001234",
    "spouse_first_name": "Ben",
    "spouse_last_name": "Stone",
    "spouse_ssn": "400004321",
    "street": "12 Elm Street",
    "apartment": "4B",
    "city": "Springfield",
    "state": "IL",
    "zip": "62701",
    "filing_status": "joint",
    "adjusted_gross_income": "54321",
    "refund": "1234",
    "primary_ip_pin": "012345",
    "spouse_ip_pin": "987654",
    "primary_signature": "Amelia Stone",
    "signature_date": "3/1/2026",
}
EXPECTED = VALUES | {
    "primary_signature": "yes",
    "signature_date": "2026-03-01",
    "amount_owed": None,
    "spouse_signature": None,
}


@pytest.mark.parametrize("flatten", [False, True], ids=["widgets", "flattened"])
@pytest.mark.parametrize("year", range(2020, 2026))
def test_a_return_filled_on_screen_is_read_exactly(real_paper, tmp_path, year, flatten):
    """Every value of a real blank filled through its widgets is right and trusted, flattened or not."""
    definition = forms.load("f1040", str(year))
    file = tmp_path / "return.pdf"
    file.write_bytes(filling.fill_widgets(sources.blank(definition), definition, VALUES, flatten=flatten))
    answer = CliRunner().invoke(read, [str(file), "--json"])
    assert answer.exit_code == 0, answer.output
    (document,) = map(json.loads, answer.output.splitlines())
    assert (document["form"], document["revision"], document["pages"]) == ("f1040", str(year), [1, 2])
    assert {name: field["value"] for name, field in document["fields"].items()} == EXPECTED
    states = {name: field["state"] for name, field in document["fields"].items()}
    assert states == {name: "read" if value else "blank" for name, value in EXPECTED.items()}
