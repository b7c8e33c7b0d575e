"""`ippin read`: the JSON contract, the exit codes, several files and jobs."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.reading.read import read, results
from tests.intake.test_pipeline import sheets, tiff

DOCUMENT = {"schema", "file", "pages", "form", "revision", "fields", "findings"}
FIELD = {"value", "state", "confidence", "page", "box"}


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> Path:
    """A typed return as a file."""
    file = tmp_path_factory.mktemp("scans") / "return.tif"
    file.write_bytes(tiff(*sheets()))
    return file


@pytest.fixture
def run(tmp_path, monkeypatch):
    """The command on a home of its own: (exit code, lines of output)."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("IPPIN_ALLOW_TEST_TINS", "1")

    def call(*arguments) -> tuple[int, list[str]]:
        result = CliRunner().invoke(read, [str(argument) for argument in arguments])
        return result.exit_code, result.stdout.splitlines()

    return call


def test_a_document_has_exactly_the_keys_of_the_contract(run, scan):
    """One line for one document, with the public keys and no others."""
    code, lines = run(scan, "--json")
    assert code == 0
    (one,) = map(json.loads, lines)
    assert set(one) == DOCUMENT
    assert (one["schema"], one["file"], one["pages"], one["form"], one["revision"]) == (
        1,
        str(scan),
        [1, 2],
        "f1040",
        "2024",
    )
    for field in one["fields"].values():
        assert set(field) == FIELD
        assert field["state"] in ("read", "suspect", "blank", "illegible")
        assert (field["value"] is None) == (field["state"] in ("blank", "illegible"))
        assert 0 <= field["confidence"] <= 1
        assert len(field["box"]) == 4


def test_an_unreadable_file_is_said_and_the_others_are_read(run, scan, tmp_path):
    """The bad file gives an object with an error, the good one is read, and the exit code is 1."""
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"%PDF-1.4 nothing")
    code, lines = run(bad, scan, tmp_path / "missing.tif", "--json")
    first, second, third = map(json.loads, lines)
    assert code == 1
    assert (first["form"], set(first["error"])) == (None, {"code", "message"})
    assert second["form"] == "f1040"
    assert third["error"]["code"] == "not_found"


def test_jobs_keep_the_order_of_the_files(run, scan, tmp_path):
    """Two processes give the same lines in the same order as one."""
    other = tmp_path / "other.tif"
    other.write_bytes(tiff(sheets("2021")[0]))
    assert run(scan, other, "--json", "--jobs", "2") == run(scan, other, "--json")


def test_a_number_that_nobody_has_is_a_finding_only(run, scan, monkeypatch):
    """Where test numbers are not allowed, the TIN is reported and its value and state stay."""
    with_finding = json.loads(run(scan, "--json")[1][0])
    monkeypatch.delenv("IPPIN_TODAY", raising=False)
    monkeypatch.setenv("IPPIN_ALLOW_TEST_TINS", "0")
    without = json.loads(run(scan, "--json")[1][0])
    assert with_finding["fields"] == without["fields"]
    assert [finding["field"] for finding in without["findings"]] == ["primary_ssn"]
    assert with_finding["findings"] == []


def test_the_list_for_people_names_each_field(run, scan):
    """Without --json a person sees form, fields, states and values."""
    code, lines = run(scan)
    assert code == 0
    assert "f1040 2024" in lines[0]
    assert any("filing_status" in line and "single" in line for line in lines)


def test_debug_writes_the_page_its_crops_and_the_times(run, scan, tmp_path):
    """A folder with the aligned pages, a picture of every zone, and the reading with alternatives and seconds."""
    run(scan, "--json", "--debug", tmp_path / "look")
    folder = tmp_path / "look" / scan.name
    whole = json.loads((folder / "reading.json").read_text())
    assert {"page-1.png", "page-2.png", "page-2-primary_ip_pin.png"} <= {file.name for file in folder.iterdir()}
    assert whole["seconds"]["digits"] > 0
    assert whole["documents"][0]["fields"]["primary_ssn"]["alternatives"]


def test_reading_loads_neither_web_nor_database():
    """The command's imports hold no Flask and no SQLAlchemy, so that it starts fast and needs no desk."""
    code = (
        "import sys, cli.reading.read; print([name for name in ('flask', 'sqlalchemy', 'rq') if name in sys.modules])"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_folders_and_pipes_are_no_files(run, tmp_path):
    """They are said to be none, and nobody waits for a pipe that nothing is written to."""
    os.mkfifo(tmp_path / "pipe.pdf")
    code, lines = run(tmp_path, tmp_path / "pipe.pdf", "--json")
    assert code == 1
    assert [json.loads(line)["error"]["code"] for line in lines] == ["not_a_file"] * 2


def test_a_line_is_utf_8_whatever_the_file_is_called(tmp_path):
    """A name that is no text is escaped, on any terminal."""
    name = os.fsencode(tmp_path) + b"/\xffa\nb.pdf"
    with open(name, "wb") as file:
        file.write(b"%PDF-1.4 nothing")
    for locale in ("C", "C.UTF-8"):
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", "read", name, "--json"],
            env=os.environ | {"IPPIN_HOME": str(tmp_path), "LC_ALL": locale, "PYTHONIOENCODING": "utf-8:strict"},
            capture_output=True,
        )
        (line,) = done.stdout.decode("utf-8").splitlines()
        assert (done.returncode, json.loads(line)["file"]) == (1, os.fsdecode(name))


def dies_at_bad(file: Path) -> list[dict]:
    """A reader that a bad file takes down with it."""
    if file.name == "bad.tif":
        os.kill(os.getpid(), signal.SIGKILL)
    return [{"file": file.name}]


def test_a_reader_that_dies_costs_its_own_file_only():
    """With several jobs the others are read all the same, in their order."""
    files = tuple(Path(name) for name in ("a.tif", "bad.tif", "b.tif", "c.tif"))
    found = [one for documents in results(dies_at_bad, files, 2) for one in documents]
    assert [one["file"] for one in found] == [str(file) for file in files]
    assert [one["file"] for one in found if "error" in one] == ["bad.tif"]


def test_the_desk_s_limits_hold_here_too(run, scan, monkeypatch):
    """As when the file is taken in."""
    monkeypatch.setenv("IPPIN_MAX_FILE_BYTES", "1000")
    assert json.loads(run(scan, "--json")[1][0])["error"]["code"] == "too_large"
    monkeypatch.setenv("IPPIN_MAX_FILE_BYTES", "100000000")
    monkeypatch.setenv("IPPIN_MAX_PAGES", "1")
    assert json.loads(run(scan, "--json")[1][0])["error"]["code"] == "too_many_pages"


@pytest.fixture
def powerless():
    """No longer root, whom no permission stops; nothing to do for anybody else."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


def test_a_file_that_may_not_be_read_is_one_object_like_any_other(run, powerless):
    """It is no mistake of the command line: the others have their turn, and the exit code is 1."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        locked = Path(folder) / "locked.pdf"
        locked.write_bytes(b"%PDF-1.4 nothing")
        locked.chmod(0)
        code, lines = run(locked, Path(folder) / "absent.pdf", folder, "--json")
    assert code == 1
    assert [json.loads(line)["error"]["code"] for line in lines] == ["not_found", "not_found", "not_a_file"]
