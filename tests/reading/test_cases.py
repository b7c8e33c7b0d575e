"""Files that were once read wrong, of other makers than ours: each is right now or in doubt.

They lie in the folder that `bench.places.cases` names; without it there is nothing to collect, and the tests of each
kind beside the code (`test_stated`, `test_decode_tiff`, `test_identify`, `test_frames`, `test_bounds`) carry the proof.
"""

import pytest

from bench import places
from intake import pipeline

BASE = {
    "primary_first_name": "MARIA L",
    "primary_last_name": "GRANT",
    "primary_ssn": "400001234",
    "street": "412 ELM STREET",
    "city": "SPRINGFIELD",
    "state": "IL",
    "zip": "62704",
    "filing_status": "single",
    "adjusted_gross_income": "51200",
    "refund": "812",
    "primary_ip_pin": "271828",
    "primary_signature": "yes",
    "signature_date": "2026-02-20",
}
APPLICATION = {
    "last_name": "GRANT",
    "first_name": "MARIA",
    "middle_name": "LOUISE",
    "tin": "400001234",
    "street": "412 ELM STREET",
    "city": "SPRINGFIELD",
    "state": "IL",
    "zip": "62704",
}
CORRECTED = {"primary_last_name": "BAUER", "street": "9 OAK LANE", "city": "PEORIA", "zip": "61602"}
WRONG = {
    "pdf/text_whited_out.pdf": BASE | CORRECTED,
    "pdf/freetext_over_text.pdf": BASE | {"primary_last_name": "BAUER"},
    "pdf/text_long_first_name.pdf": BASE | {"primary_first_name": "MAXIMILIANA GUADALUPE ESPERANZA M"},
    "pdf/joann.pdf": BASE | {"primary_first_name": "JO ANN L", "primary_ssn": "400005678"},
    "pdf/acro_checkbox_as_without_look.pdf": BASE | {"filing_status": None},
}
NAMED = {
    "forms/own_2022_courierb12over.pdf": {"primary_last_name": "Lee", "apartment": "#1204-B"},
    "forms/own_2024_down4.g200.tif": {"spouse_first_name": "MARIA", "primary_first_name": "VIRGINIA"},
    "forms/own_2022_down3.g200.tif": {"spouse_first_name": "VIRGINIA"},
    "forms/blankframe_2024.tif": {"primary_ip_pin": None, "spouse_ip_pin": None},
    "forms/own_2021_draftcourier10.g200.tif": {"primary_ip_pin": "581195", "primary_ssn": "318106544"},
    "pdf/a_bold_by_doubling.pdf": APPLICATION,
}
FILES = sorted(
    str(path.relative_to(places.cases()))
    for folder in ("pdf", "images", "forms")
    for path in (places.cases() / folder).glob("*.*")
)


@pytest.mark.parametrize("name", FILES)
def test_a_file_once_read_wrong_is_right_or_in_doubt(name):
    """One return with all its pages; no value is trusted, and no field called blank, that is not so on the page."""
    (document,) = pipeline.read((places.cases() / name).read_bytes()).documents
    assert document.pages == [1, 2]
    wanted = NAMED.get(name) or dict.fromkeys(document.fields) | WRONG.get(name, BASE)
    trusted = {field: one.value for field, one in document.fields.items() if one.state in ("read", "blank")}
    assert {field: value for field, value in trusted.items() if field in wanted and value != wanted[field]} == {}
