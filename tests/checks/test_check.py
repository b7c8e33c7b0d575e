"""`./run check`: what it runs for which files, and how it tells the outcome."""

import sys

import pytest

from checks import __main__ as check
from checks import choice, sources, steps


def titles(*files: str) -> list[str]:
    """The steps for these files of the project."""
    return [step.title for step in steps.choose([sources.ROOT / file for file in files])]


def chosen(*files: str) -> list[str]:
    """The tests for these files of the project."""
    return choice.tests_of([sources.ROOT / file for file in files])


def test_without_files_everything_is_checked():
    """Format, lint, types, arrows and the quick tests."""
    assert sorted(titles()) == ["arrows", "format", "lint", "tests", "types"]


def test_files_are_checked_by_what_concerns_them():
    """A page needs no Python tools; a test is not type-checked; arrows are always looked at."""
    assert titles("docs/packages.svg") == ["arrows"]
    assert titles("tests/test_locks.py") == ["tests", "arrows", "lint", "format"]
    assert titles("desk/program/tin.py") == ["types", "tests", "arrows", "lint", "format"]


def test_quick_tests_need_no_browser_server_process_or_model():
    """Told by imports and fixtures, through the modules in between."""
    quick = choice.quick_tests()
    assert "tests/desk/program/test_program_returns.py" in quick
    assert "tests/review_ui/web/test_access.py" in quick
    slow = ("browser/", "faults/", "reading/", "desk/system/test_postgres.py", "intake/test_pipeline.py", "test_run.py")
    assert not [file for file in quick if file.removeprefix("tests/").startswith(slow)]


def test_long_tests_are_left_out_where_no_file_is_named():
    """They are few, and a file that they concern brings them back."""
    said = [" ".join(step.command) for todo in ([], [sources.ROOT / "desk/reports/catalog.py"])
            for step in steps.choose(todo) if step.title == "tests"]  # fmt: skip
    assert ["not long" in each for each in said] == [True, False]
    assert "tests/desk/reports/test_recount.py" in said[1]


def test_the_tests_of_a_file_are_those_that_import_it():
    """Where none does, or it is no module, those of its folder; a test file stands for itself, quick or not."""
    assert chosen("desk/program/tin.py") == ["tests/desk/program/test_program_numbers.py"]
    assert set(chosen("desk/program/rulebook/returns.toml")) >= {"tests/desk/program/test_program_returns.py"}
    assert set(chosen("review_ui/static")) >= {"tests/review_ui/test_pages.py"}
    assert chosen("tests/browser/test_frame.py") == ["tests/browser/test_frame.py"]


def test_a_step_tells_its_end_and_what_it_printed():
    """Both kinds of output, in full, whether it passed or not."""
    say = "import sys; print('one'); sys.stderr.write('two'); sys.exit({})"
    todo = [steps.Step(str(code), (sys.executable, "-u", "-c", say.format(code))) for code in (0, 1)]
    outcomes = {outcome.title: outcome for outcome in steps.run(todo)}
    assert {title: outcome.passed for title, outcome in outcomes.items()} == {"0": True, "1": False}
    assert {outcome.output for outcome in outcomes.values()} == {"one\ntwo"}


@pytest.mark.parametrize("name", ["absent.py", "/etc/hostname"])
def test_a_file_that_is_none_of_the_project_is_refused(name, capsys):
    """Exit code 2 and one line, before anything runs."""
    assert check.main([name]) == 2
    assert capsys.readouterr().err.endswith("is not a file or folder of this project\n")
