"""Tesseract as second opinion: one process for many lines, and no harm from a program that fails."""

import stat
from pathlib import Path

import numpy as np
import pytest

from desk.system import scratch, tools
from intake.engines import Crop, tesseract
from tests.intake.engines.words.test_reader import typed


@pytest.fixture
def engine() -> tesseract.Tesseract:
    """The Tesseract of this machine, which set-up provides."""
    return tesseract.Tesseract(tools.tesseract())


def fake(folder: Path, script: str) -> tesseract.Tesseract:
    """A program that does something else under Tesseract's name."""
    file = folder / "tesseract"
    version = '[ "$1" = --version ] && echo tesseract 5.0 && exit'  # the desk takes no program that tells none
    file.write_text(f"#!/bin/sh\n{version}\n{script}\n")
    file.chmod(file.stat().st_mode | stat.S_IEXEC)
    return tesseract.Tesseract(tools.Tool(file, (5, 0), {}))


def test_typed_lines_are_read_in_their_order(engine):
    """Several crops go through one process and come back in order, an empty one without a guess."""
    empty = Crop(np.full((106, 400), 255, np.uint8), 24, "name")
    first, nothing, second = engine.read([typed("MARGARET", "name"), empty, typed("SPRINGFIELD", "city")])
    assert (first[0].text, nothing, second[0].text) == ("MARGARET", [], "SPRINGFIELD")


def test_nothing_to_read_starts_no_process(tmp_path):
    """Without a written line the program is not called."""
    mark = tmp_path / "called"
    assert fake(tmp_path, f"touch {mark}").read([]) == []
    assert not mark.exists()


@pytest.mark.parametrize(
    "script",
    ["exit 1", "kill -9 $$", "exit 0", 'printf "rubbish" > "$2.tsv"', 'printf "a\\tb\\n1\\t2\\n" > "$2.tsv"'],
    ids=["fails", "dies", "says nothing", "talks rubbish", "answers in another shape"],
)
def test_a_broken_program_has_no_opinion(tmp_path, script: str):
    """Whatever the program does, the reader goes on without it."""
    assert fake(tmp_path, script).read([typed("MARGARET", "name")]) == [[]]


def test_a_program_that_hangs_is_given_up(tmp_path, monkeypatch):
    """A program that never answers costs its time limit and no more."""
    monkeypatch.setattr(tesseract, "_SECONDS", 1)
    assert fake(tmp_path, "exec sleep 60").read([typed("MARGARET", "name")]) == [[]]


def test_what_tesseract_is_given_lies_where_nobody_else_can_look(tmp_path, desk):
    """Lines, their list and the answer are files for a moment; a kill may leave them."""
    fake(tmp_path, f'echo "$1 $2" > {tmp_path}/asked; cat "$1" >> {tmp_path}/asked').read([typed("MARGARET", "name")])
    listed, answer, line = (tmp_path / "asked").read_text().split()
    assert all(scratch.use() in Path(path).parents for path in (listed, answer, line))
