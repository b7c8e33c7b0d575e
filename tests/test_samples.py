"""The committed samples: what is found and recommended equals their truth; nothing trusted is wrong."""

from datetime import date

import pytest
from sqlalchemy import select

from desk.enrollment import imports
from desk.mailroom import receive
from desk.models import Reading
from desk.office.opening import Office
from desk.screens import listing
from samples import catalog
from tests import homes
from workers import burst

SECRET = {"primary_ssn", "spouse_ssn", "tin", "primary_ip_pin", "spouse_ip_pin"}


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A practice desk that has read every sample."""
    home = tmp_path_factory.mktemp("samples") / "home"
    with pytest.MonkeyPatch.context() as environment, homes.opened(home) as desk:
        environment.setenv("IPPIN_HOME", str(home))
        read_all(desk)
        yield desk


def read_all(desk: Office) -> None:
    """Read every sample on a desk that knows the sample taxpayers."""
    imports.bring_people(desk, catalog.TAXPAYERS, "test")
    imports.bring_pins(desk, catalog.PINS, "test")
    for batch in catalog.batches():
        for path in batch.files:
            day = date.fromisoformat(batch.received)
            receive.receive(desk, path.read_bytes(), path.name, batch=batch.name, actor="mo", received=day)
    burst.work_through(desk, 2)


@pytest.fixture(scope="module")
def rows(office):
    """The listed documents by file, in order."""
    with office.database.reading() as session:
        found: dict[str, list[dict]] = {}
        for row in listing.listed(session):
            found.setdefault(row["file"], []).append(row)
        return found


@pytest.mark.parametrize("entry", catalog.truth(), ids=lambda entry: entry["file"])
def test_every_sample_comes_out_as_it_must(rows, entry):
    """Form, revision, recommendation and outcome per signer equal the truth."""
    for row, wanted in zip(rows[entry["file"]], entry["documents"], strict=True):
        found = {person["role"]: person["ip_pin"] for person in row["people"] if person["ip_pin"]}
        assert (row["form"], row["revision"]) == (wanted["form"], wanted["revision"])
        assert (row["recommendation"], found) == (wanted["recommendation"], wanted["outcomes"])


def test_no_trusted_number_is_wrong(office, rows):
    """Whatever is said to be read of a TIN or PIN is what stands there."""
    truth = {entry["file"]: entry["documents"] for entry in catalog.truth()}
    with office.database.reading() as session:
        for file, documents_ in rows.items():
            for row, wanted in zip(documents_, truth[file], strict=True):
                for one in session.scalars(select(Reading).where(Reading.document_id == row["id"])):
                    if one.field in SECRET and one.state == "read":
                        assert one.value == wanted["fields"].get(one.field), (file, one.field)
