"""Which tests `./run check` runs: those that need no browser, server, other process, or model, and open no PDF.

What a test file needs is found in its imports, followed through the project's modules, and in the fixtures that its
functions ask for. Only a test that works through a whole office, every blank, route or format, or examples drawn by
chance is marked, as ``long``.
"""

import ast
from functools import cache
from pathlib import Path

from checks import arrows, sources

HEAVY = {"playwright", "axe_playwright_python", "onnxruntime", "pytesseract", "rapidocr", "cv2"}
"""Libraries that start a browser, load a model, or work on the picture of a page."""
OPENED = {"subprocess", "multiprocessing", "pypdf", "pypdfium2", "pdfplumber"}
"""What starts other processes or opens PDFs. It counts in files of the tests only: the product's own use
of it is no reason."""
SERVERS = {"postgres", "object_store", "chromium"}
"""Fixtures behind which a server or a browser stands."""
STRUCTURE = ("tests/checks", "tests/test_architecture.py")
"""The tests of the structure, which are a step of their own."""
_NOT_DAILY = ("tests/bench/", *STRUCTURE)


def quick_tests() -> list[str]:
    """Every quick test file, by its path in the project; those of structure and benchmarks are left out."""
    heavy = _heavy_modules()
    quick = [_place(path) for path in _test_files() if sources.name(path) not in heavy]
    return [file for file in quick if not file.startswith(_NOT_DAILY)]


def tests_of(paths: list[Path]) -> list[str]:
    """The tests that concern these files: test files among them, and quick tests that import one of them.

    A folder stands for every file in it. Where no quick test imports a file, those of its folder concern it.
    """
    files = {file for path in paths for file in (path.rglob("*") if path.is_dir() else [path])}
    named = {_place(file) for file in files & set(_test_files())}
    return sorted(named.union(*(_concerned(file) for file in files)))


def _concerned(file: Path) -> list[str]:
    quick = quick_tests()
    if file.suffix == ".py":
        importing = [test for test in quick if sources.name(file) in _graph()[sources.name(sources.ROOT / test)]]
        if importing:
            return importing
    folders = [f"tests/{_place(folder)}/" for folder in file.parents if folder.is_relative_to(sources.ROOT)]
    return next(filter(None, ([test for test in quick if test.startswith(folder)] for folder in folders[:-1])), [])


@cache
def _graph() -> arrows.Graph:
    return sources.graph(sources.files(*sources.PRODUCT, *sources.TOOLS, "tests"))


def _test_files() -> list[Path]:
    return [path for path in sources.files("tests") if path.name.startswith("test_")]


def _place(path: Path) -> str:
    return path.relative_to(sources.ROOT).as_posix()


@cache
def _heavy_modules() -> set[str]:
    """The modules that reach something heavy through their imports."""
    heavy = {sources.name(path) for path in sources.files(*sources.PRODUCT, *sources.TOOLS, "tests") if _is_heavy(path)}
    while more := {module for module, others in _graph().items() if others & heavy} - heavy:
        heavy |= more
    return heavy


def _is_heavy(path: Path) -> bool:
    libraries = {module.split(".")[0] for module, _ in sources.imported(path)}
    if not _place(path).startswith("tests/"):
        return bool(libraries & HEAVY)
    return bool(libraries & (HEAVY | OPENED) or (path.name.startswith("test_") and _asked(path) & SERVERS))


def _asked(path: Path) -> set[str]:
    """What the functions of a file ask for by name: the fixtures of a test file."""
    return {node.arg for node in sources.nodes(path) if isinstance(node, ast.arg)}
