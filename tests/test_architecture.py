"""The structure itself: arrows, sizes, sentences, names."""

import ast
import importlib
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = ("desk", "intake", "workers", "review_ui", "cli", "samples")
ALLOWED = {
    "desk": {"desk"},
    "intake": {"intake", "desk"},
    "workers": {"workers", "intake", "desk"},
    "review_ui": {"review_ui", "desk"},
    "cli": set(FOLDERS),
    "samples": {"samples", "desk"},
}
FORBIDDEN = {"desk": {"flask", "cv2", "onnxruntime", "rq.worker"}, "review_ui": {"cv2", "onnxruntime", "pytesseract"}}
NO_NAMES = {"utils", "helpers", "common", "misc", "manager", "service", "base"}
LONGEST_FILE, LONGEST_FUNCTION = 300, 40
SOURCES = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) if "versions" not in path.parts]
BENCHES = sorted((ROOT / "bench").rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text())


def name(path: Path) -> str:
    """The module's dotted name."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> set[str]:
    """Every module that a file imports, by full name."""
    found = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {node.module}
    return found


def needs(path: Path, modules: set[str]) -> set[str]:
    """The project's modules that a file needs; `from package import module` needs the module."""
    found = imports(path) & modules
    return {m for m in found if not any(other.startswith(f"{m}.") for other in found)}


def functions(path: Path):
    """Every function of a file."""
    return [n for n in ast.walk(tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


@pytest.mark.parametrize("folder", FOLDERS)
def test_arrows_point_one_way(folder):
    """review_ui → desk ← intake; workers → intake, desk; cli → all; nothing points back."""
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] == folder:
            others = {module.split(".")[0] for module in imports(path)} & set(FOLDERS)
            assert others <= ALLOWED[folder], f"{name(path)} imports {others - ALLOWED[folder]}"


@pytest.mark.parametrize("folder", sorted(FORBIDDEN))
def test_heavy_or_foreign_libraries_stay_out(folder):
    """The office's rules know no web and no pictures; the web never loads the reader."""
    for path in SOURCES:
        if path.relative_to(ROOT).parts[0] == folder:
            assert not FORBIDDEN[folder] & {module.split(".")[0] for module in imports(path)}, name(path)


def test_no_import_cycles():
    """Modules form a tree of layers, those of the benches too."""
    paths = [*SOURCES, *BENCHES]
    modules = {name(path) for path in paths}
    graph = {name(path): needs(path, modules) - {name(path)} for path in paths}
    done: set[str] = set()

    def visit(module: str, way: tuple[str, ...]) -> None:
        assert module not in way, " → ".join((*way[way.index(module) :], module))
        if module not in done:
            for other in graph[module]:
                visit(other, (*way, module))
            done.add(module)

    for module in graph:
        visit(module, ())


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_files_are_small_and_say_why(path):
    """At most 300 lines a file and 40 a function; each module and public function has a sentence."""
    assert len(path.read_text().splitlines()) <= LONGEST_FILE
    assert ast.get_docstring(tree(path)), f"{name(path)} has no docstring"
    for node in functions(path):
        assert node.end_lineno - node.lineno + 1 <= LONGEST_FUNCTION, f"{node.name} is too long"
        if not node.name.startswith("_"):
            assert ast.get_docstring(node) or _inner(path, node), f"{name(path)}.{node.name} has no docstring"


def _inner(path: Path, node) -> bool:
    """Whether a function stands inside another."""
    return any(node in ast.walk(outer) for outer in functions(path) if outer is not node)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_imports_are_hidden_in_functions(path):
    """What a file needs stands at its top."""
    for node in functions(path):
        assert not [n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)], node.name


def test_no_nameless_names():
    """Modules are nouns of the field."""
    assert not {path.stem for path in SOURCES} & NO_NAMES


def test_jobs_are_where_the_job_list_says():
    """Each job's name leads to a function."""
    from desk.system import queue

    for job in queue.JOBS:
        module, function = job.rsplit(".", 1)
        assert callable(getattr(importlib.import_module(module), function))


def test_every_command_has_help_with_an_example():
    """The command line is the public contract."""
    from cli.main import COMMANDS

    for target in COMMANDS.values():
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
