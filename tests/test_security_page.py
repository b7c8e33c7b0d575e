"""docs/security.md is true to the code: tests that exist, every line of the standard, every promise of safety."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from desk.office import accounts
from desk.system.crypto import Keyring

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
SHIPPED = [
    file for folder in ("desk", "intake", "review_ui", "workers", "cli") for file in (ROOT / folder).rglob("*.py")
]
SCRIPTS = sorted((ROOT / "review_ui" / "static").glob("*.js"))
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+|\*)`")
CHAPTERS = {
    1: "1.1 1.2 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 3.1 3.2 3.3 3.4 3.5 3.6 3.7 3.8 3.9 3.10 3.11 4.1 4.2 4.3 5.1 5.2",
    2: "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 4.1",
    3: "2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 5.1 5.2 5.3 5.4 5.5 7.1 7.2",
    4: "1.1 1.2 1.3 2.1 3.1 3.2 4.1 4.2 4.3 4.4",
    5: "1.1 2.1 2.2 2.3 3.1 3.2 4.1 4.2 4.3",
    6: "1.1 1.2 1.3 2.1 2.2 2.3 2.4 2.5 2.6 2.7 2.8 2.9 2.10 2.11 2.12 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 5.1 5.2 5.3 5.4 "
    "5.5 6.1 6.2 6.3 8.1 8.2 8.3 8.4",
    7: "1.1 1.2 1.3 2.1 2.2 2.3 2.4 3.1 3.2 4.1 4.2 4.3 4.4 4.5 5.1 5.2 6.1 6.2",
    8: "1.1 1.2 2.1 2.2 2.3 3.1 4.1",
    9: "1.1 1.2 1.3 2.1 2.2 2.3 2.4",
    10: "1.1 1.2 2.1 2.2 3.1 3.2 3.3 3.4 4.1 4.2 4.3 4.4 4.5 4.6 4.7 4.8 4.9 4.10 4.11 5.1 5.2 5.3 5.4 5.5 6.1 6.2 7.1 "
    "7.2 7.3",
    11: "1.1 1.2 2.1 2.2 2.3 3.1 3.2 3.3 4.1 4.2 4.3 4.4 5.1 6.1",
    12: "1.1 1.2 1.3 2.1 2.2 3.1 3.2 3.3 3.4",
    13: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 4.1 4.2 4.3 4.4 4.5",
    14: "1.1 1.2 2.1 2.2 2.3 2.4 3.1 3.2 3.3",
    15: "1.1 1.2 1.3 2.1 2.2 2.3 3.1 3.2 3.3 3.4 3.5 3.6 3.7",
    16: "1.1 2.1 2.2 2.3 2.4 2.5 3.1 3.2 3.3 3.4 4.1 4.2 4.3 5.1 5.2 5.3",
    17: "1.1 2.1 2.2 2.3 2.4 3.1 3.2",
}
"""The lines of OWASP ASVS 5.0.0 at levels 1 and 2, by chapter."""
PROMISES = re.compile(
    r"\b(never|cannot|refuses?|refused|encrypted|recorded|another|second person|other than|nobody|anybody|alone|only|"
    r"without|passwords?|sealed|lock\w*|nothing|closed|separate|outside|loses|two people|one account|checked|masked|"
    r"trail|stops when)\b",
    re.IGNORECASE,
)
NO_PROMISE = {
    "`./run test` also installs PostgreSQL and Chromium if they are missing (as root or with `sudo -n`); `./run check` "
    "never installs system packages.",
    "Two checkouts cannot share one Python environment.",
    "With both, anybody can read all.",
    "Form 15227 can be read only against its own blank page.",
    "`./run ippin read scan.tif --json` reads a file without a desk.",
    "A package imports only from those below it.",
    "The web server starts jobs by name and never loads OpenCV. [docs/module-map.md](docs/module-map.md) says what "
    "each module is for; `./run map` makes it and the picture from the code.",
    "**Document**: received → reading → in_review → decided → closed.",
    "It becomes an exception when it cannot continue without a person.",
    "**Change of address**: asked → granted or refused.",
    "**Request for a release**: open → granted, refused, withdrawn; or ended by another act on the return.",
}
"""Sentences with such a word that promise nothing about safety."""


def rows(heading: str) -> list[list[str]]:
    """The cells of the table under a heading, without its head."""
    part = PAGE.split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def sentences(page: str) -> Iterator[str]:
    """The sentences of a page that are not in a table, a heading or an example."""
    text = re.sub(r"```.*?```", "", (ROOT / page).read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    for block in re.split(r"\n\s*\n|\n(?=\s*(?:- |\||#))", text):
        plain = " ".join(block.split()).removeprefix("- ")
        if not plain.startswith(("|", "![")):
            yield from re.split(r"(?<=[.:])\s+(?=[A-Z`*])", plain)


def test_every_test_that_the_page_names_exists():
    """By its file below tests and its function."""
    named = NAMED.findall(PAGE)
    assert len(named) > 150
    for file, name in named:
        path = ROOT / file
        assert path.exists(), file
        assert name == "*" or f"def {name}(" in path.read_text(encoding="utf-8"), f"{file}::{name}"


def test_every_line_of_the_standard_stands_in_the_page_once():
    """Each is met by a test, does not apply, or is told to be met in part or not, with the reason."""
    wanted = [f"{chapter}.{line}" for chapter, lines in CHAPTERS.items() for line in lines.split()]
    table = rows("OWASP ASVS 5.0, levels 1 and 2")
    assert sorted(line for row in table for line in row[0].split(", ")) == sorted(wanted)
    for lines, _, state, told in table:
        assert state in ("met", "in part", "not met", "does not apply"), lines
        assert told and (state != "met" or NAMED.search(told)), f"{lines} is met by what test?"


@pytest.mark.parametrize("page", ["README.md", "ARCHITECTURE.md"])
def test_every_promise_of_safety_names_its_test(page):
    """A sentence with a word of safety stands in the table of promises, and nothing stands there that nobody says."""
    said = list(sentences(page))
    table = {row[1].replace("\\|", "|") for row in rows("Promises") if row[0] == page}
    assert table <= set(said), table - set(said)
    missing = {one for one in said if PROMISES.search(one)} - table - NO_PROMISE
    assert not missing


def test_no_text_becomes_code():
    """No eval, no shell, no pickle, and no SQL and no template made of text."""
    for file in SHIPPED:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            assert not _runs_text(node) or file.name == "db.py" or file.parent.name == "versions", f"{file}:{node}"


def _runs_text(node: ast.AST) -> bool:
    """Whether a piece of code makes code of text, or loads a library that does."""
    if isinstance(node, ast.Import):
        return bool({one.name.split(".")[0] for one in node.names} & {"pickle", "marshal", "shelve", "yaml", "lxml"})
    if not isinstance(node, ast.Call):
        return False
    name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
    built_in = isinstance(node.func, ast.Name) and name in ("eval", "exec", "compile", "__import__")
    made = bool(node.args) and isinstance(node.args[0], ast.JoinedStr) and name in ("text", "exec_driver_sql")
    return (
        built_in or made or name in ("popen", "render_template_string") or "shell" in [one.arg for one in node.keywords]
    )


def test_no_weak_hash_and_no_guessable_chance():
    """Neither MD5 nor SHA-1, and no random numbers but the system's."""
    for file in SHIPPED:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"hashlib\.(md5|sha1)\b|^import random|^from random", source, re.MULTILINE), file


def test_pages_keep_nothing_in_the_browser():
    """Scripts use no storage of the browser, no messages between windows, and no code made of text."""
    for file in SCRIPTS:
        source = file.read_text(encoding="utf-8")
        assert not re.search(r"localStorage|indexedDB|document\.cookie|postMessage|\beval\(|new Function", source), file


def test_a_new_desk_has_no_account(desk):
    """Nobody signs in with a name that came with the desk."""
    with desk.database.reading() as session:
        assert accounts.everyone(session) == []


def test_every_key_of_the_desk_is_in_the_inventory():
    """Each key has its row: what it is for and how it is replaced."""
    keys = {one.name for one in dataclasses.fields(Keyring)} - {"current", "practice"}
    assert {row[0].strip("`") for row in rows("Keys")} == keys
