"""`ippin report`: files in every format, the manifest beside a CSV file, the rows of a total that does not balance."""

import csv
import hashlib
import json

import pytest
from sqlalchemy import delete

from cli.office import report
from desk import errors
from desk.models import DocumentEvent
from desk.reports import formats
from tests import factories as make
from tests.cli.office.test_clerks_commands import run


@pytest.fixture
def desk(tmp_path, opened, monkeypatch):
    """The desk on whose home the commands run."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    return opened()


@pytest.mark.long
def test_a_report_is_written_in_every_format(desk, tmp_path):
    """Also PDF, for which a file must be named; a CSV file gets its manifest beside it."""
    make.arrive(desk, make.a_return(refund=make.read("40")))
    for form in ("table", *formats.FORMATS):
        assert run(report.command, "delayed", "--format", form, "-o", str(tmp_path / f"delayed.{form}")).exit_code == 0
    assert (tmp_path / "delayed.pdf").read_bytes().startswith(b"%PDF")
    assert json.loads((tmp_path / "delayed.json").read_bytes())["report"] == "delayed"
    lines = dict(line[:2] for line in csv.reader((tmp_path / "delayed.manifest.csv").read_text().splitlines()))
    assert lines["sha256"] == hashlib.sha256((tmp_path / "delayed.csv").read_bytes()).hexdigest()
    with pytest.raises(errors.InvalidInput):
        run(report.command, "delayed", "--format", "pdf")


def test_a_total_that_does_not_balance_names_its_rows(desk):
    """On the terminal, with exit code 1."""
    number = make.arrive(desk, make.a_return())
    with desk.database.transaction() as session:
        session.execute(delete(DocumentEvent).where(DocumentEvent.document_id == number))
    done = run(report.command, "queues")
    assert done.exit_code == 1 and f"look at: {make.document(desk, number).number}" in done.output
