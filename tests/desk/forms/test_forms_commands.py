"""`ippin forms` adds, lists, shows and draws forms, and says plainly what it cannot do."""

import json

import pytest
from click.testing import CliRunner

from cli.reading import forms as commands
from desk import errors, forms


@pytest.fixture
def call(tmp_path, monkeypatch):
    """Runs `ippin forms …` on an empty home and gives what it printed."""
    monkeypatch.setenv("IPPIN_HOME", str(tmp_path / "home"))

    def run(*words):
        result = CliRunner().invoke(commands.group, [str(word) for word in words])
        if result.exception:
            raise result.exception
        return result.output

    return run


def test_list_names_every_form(call):
    """Each shipped form and revision has its line."""
    lines = call("list").splitlines()
    assert [line.split()[:2] for line in lines] == [[item.form, item.revision] for item in forms.all()]


def test_show_as_json_is_the_definition(call):
    """What `show --json` prints can be checked and used as a definition file."""
    assert json.loads(call("show", "f15227", "2025-01", "--json"))["fields"][0]["name"] == "last_name"
    assert "primary_ip_pin" in call("show", "f1040", "2022")


def test_blank_and_preview_write_files(call, tmp_path):
    """A facsimile PDF and one picture for each page lie where they were asked for."""
    call("blank", "f15227", "2021-01", "-o", tmp_path / "blank.pdf")
    call("preview", "f1040", "2022", "-o", tmp_path / "pictures")
    assert (tmp_path / "blank.pdf").read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in (tmp_path / "pictures").iterdir()) == ["f1040-2022-1.png", "f1040-2022-2.png"]


def test_a_pdf_without_fields_is_refused(call, tmp_path, unfillable):
    """The error says to look for the fillable edition."""
    path = tmp_path / "letter.pdf"
    path.write_bytes(unfillable)
    with pytest.raises(errors.FormHasNoFields, match="fillable"):
        call("add", path, "--form", "f1", "--revision", "1", "--kind", "pin_application")


def test_a_tax_return_needs_its_year(call, blanks):
    """A return without a tax year would be judged by the wrong rules."""
    with pytest.raises(errors.FormInvalid, match="tax year"):
        call("add", blanks / "f1040_2023.pdf", "--form", "f1040", "--revision", "r1", "--kind", "tax_return")


@pytest.mark.parametrize("command", ["add", "preview", "list", "show", "blank"])
def test_every_command_has_help_with_an_example(call, command):
    """`--help` explains the command and shows one that works."""
    assert "Example: ippin forms" in call(command, "--help")
