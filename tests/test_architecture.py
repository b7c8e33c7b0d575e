"""The structure itself: arrows, sizes, sentences, names."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from checks import arrows, sources
from cli.main import COMMANDS
from desk.system import queue

ROOT = sources.ROOT
FORBIDDEN = {"desk": {"flask", "cv2", "onnxruntime", "rq.worker"}, "review_ui": {"cv2", "onnxruntime", "pytesseract"}}
NO_NAMES = {"utils", "helpers", "common", "misc", "manager", "service", "base"}
LONGEST_FILE, LONGEST_FUNCTION, WIDEST_FOLDER = 300, 40, 15
# One module for each rule, form tool or letter: these folders grow with the program, each file is found by its name.
WIDE = {"desk/program", "desk/forms", "desk/notices"}
PRODUCT, TOOLS, TESTS = sources.files(*sources.PRODUCT), sources.files(*sources.TOOLS), sources.files("tests")
OURS = [*PRODUCT, *TOOLS]
IMPORTS = (ast.Import, ast.ImportFrom)
GRAPH = sources.graph(OURS)
PAGES = [
    path
    for kind in ("*.js", "*.css", "*.html", "*.sh")
    for folder in (*sources.PRODUCT, *sources.TOOLS, "setup")
    for path in sorted((ROOT / folder).rglob(kind))
]


def place(path: Path) -> str:
    """The file as people write it."""
    return str(path.relative_to(ROOT))


@cache
def functions(path: Path) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a file."""
    return [n for n in sources.nodes(path) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def test_every_module_stands_on_a_floor():
    """A new package is put into the table in checks/arrows.py before anything imports it."""
    assert not arrows.strays(GRAPH)


def test_every_arrow_is_in_the_table():
    """A package imports only what stands below it, and from other folders only what the table lists."""
    assert not arrows.wrong(GRAPH)


def test_the_table_names_only_what_exists():
    """A package that is gone leaves the table."""
    names = {name for folder in arrows.FLOORS for name in arrows.floors(folder)}
    gone = {name for name in names if not list(ROOT.glob(name.replace(".", "/") + "*"))}
    assert not gone


@pytest.mark.parametrize("graph", [GRAPH, arrows.between_packages(GRAPH)], ids=["files", "packages"])
def test_there_are_no_circles(graph):
    """Neither files nor packages import each other in a circle."""
    assert arrows.circle(graph) == []


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_heavy_or_foreign_libraries_stay_out(folder):
    """The office's rules know no web and no pictures; the web never loads the reader."""
    for path in sources.files(folder):
        assert not FORBIDDEN[folder] & {module.split(".")[0] for module, _ in sources.imported(path)}, place(path)


def test_files_are_small():
    """At most 300 lines a file."""
    lines = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in [*OURS, *TESTS, *PAGES]}
    assert [file for file, count in lines.items() if count > LONGEST_FILE] == []


def test_functions_are_small():
    """At most 40 lines a function."""
    assert [
        f"{place(path)}: {node.name}"
        for path in OURS
        for node in functions(path)
        if node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    ] == []


def test_folders_are_small():
    """At most 15 modules a folder, so that a person finds the right one."""
    modules = Counter(place(path.parent) for path in [*PRODUCT, *TESTS] if path.name != "__init__.py")
    assert not {folder for folder, count in modules.items() if count > WIDEST_FOLDER} - WIDE


def test_modules_say_what_they_are_for():
    """Each has a docstring."""
    assert [place(path) for path in OURS if not ast.get_docstring(sources.tree(path))] == []


def test_public_functions_say_what_they_do():
    """Each has a docstring; a function inside another needs none."""
    silent = []
    for path in OURS:
        inner = {node for outer in functions(path) for node in ast.walk(outer) if node is not outer}
        public = [node for node in functions(path) if node not in inner and not node.name.startswith("_")]
        silent += [f"{place(path)}: {node.name}" for node in public if not ast.get_docstring(node)]
    assert silent == []


def test_no_imports_are_hidden():
    """What a file needs stands at its top, under no condition and in no function."""
    hidden = []
    for path in [*OURS, *TESTS]:
        every, top = (n for n in sources.nodes(path) if isinstance(n, IMPORTS)), set(sources.tree(path).body)
        hidden += [f"{place(path)}:{n.lineno}" for n in every if n not in top]
    assert hidden == []


def test_no_module_is_imported_by_its_name_in_a_string():
    """Only the command line does so, from a table that a test walks."""
    by_name = set()
    for path in OURS:
        called = {ast.unparse(n.func).split(".")[-1] for n in sources.nodes(path) if isinstance(n, ast.Call)}
        by_name |= {sources.name(path)} if called & {"import_module", "__import__"} else set()
    assert by_name == {"cli.main"}


def test_no_nameless_names():
    """Modules are nouns of the field."""
    assert not {path.stem for path in OURS} & NO_NAMES


@pytest.mark.parametrize("job", sorted(queue.JOBS))
def test_jobs_are_where_the_job_list_says(job):
    """Each job's name leads to a function."""
    module, function = job.rsplit(".", 1)
    assert callable(getattr(importlib.import_module(module), function))


@pytest.mark.parametrize("target", sorted(COMMANDS.values()))
def test_every_command_has_help_with_an_example(target):
    """The command line is the public contract."""
    module, attribute = target.split(":")
    command = getattr(importlib.import_module(module), attribute)
    for one in (command, *getattr(command, "commands", {}).values()):
        assert re.search(r"Example", one.help or ""), one.name


@pytest.mark.parametrize("asked", [("check",), ("format", "--check")], ids=" ".join)
def test_the_linter_finds_nothing(asked):
    """One format for all files, and no line that a linter would question."""
    found = subprocess.run(
        [sys.executable, "-m", "ruff", *asked, "--no-cache", "--output-format", "concise", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert found.returncode == 0, found.stdout


def test_locks_and_sources_name_no_index():
    """Nothing says where packages come from."""
    for path in (ROOT / "locks").glob("*.txt"):
        assert "index-url" not in path.read_text()


def test_few_tests_patch():
    """At most five patches to a hundred tests: settings, fakes, and the fixtures `on` and `clock` stand in for them."""
    calls = [node.func for path in TESTS for node in sources.nodes(path) if isinstance(node, ast.Call)]
    patches = [call for call in calls if isinstance(call, ast.Attribute) and call.attr in {"setattr", "setitem"}]
    imported = {
        name for path in TESTS for name in re.findall(r"^(?:from|import) (unittest|mock)\b", path.read_text(), re.M)
    }
    tests = sum(function.name.startswith("test_") for path in TESTS for function in functions(path))
    assert not imported
    assert len(patches) <= tests * 5 / 100, len(patches)
