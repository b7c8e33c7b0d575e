"""The guides: one for each role, linked from the README; every path and command that a guide names exists."""

import importlib
import re
from pathlib import Path

import click
import pytest

from cli.main import COMMANDS
from desk.office import accounts

ROOT = Path(__file__).parent.parent
GUIDES = sorted((ROOT / "docs" / "roles").glob("*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
PATH = re.compile(
    r"(?<![\w/.-])(?:desk|intake|workers|review_ui|cli|samples|bench|checks|tests|docs|setup|locks)/[\w./*<>-]*[\w*>/]"
)
LINK = re.compile(r"\]\((?!https?:)([^)#]+)\)")
RUN = re.compile(r"\./run ([a-z]+)")
IPPIN = re.compile(r"(?<![/.-])\bippin ([a-z]+)(?: ([a-z]+))?")
CODE = re.compile(r"```\w*\n.*?```|`[^`\n]+`", re.DOTALL)


def page_id(page: Path) -> str:
    """A page by its path inside of the project."""
    return str(page.relative_to(ROOT))


def test_every_role_has_its_guide_and_the_readme_leads_there():
    """Four roles, four pages."""
    assert {guide.stem for guide in GUIDES} == set(accounts.ROLES)
    readme = (ROOT / "README.md").read_text()
    assert all(f"docs/roles/{guide.name}" in readme for guide in GUIDES)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_is_one_page_and_shows_what_it_says(guide):
    """Every picture that a guide names exists, and no guide is longer than a page of text."""
    text = guide.read_text()
    pictures = re.findall(r"!\[[^]]+\]\(\.\./screens/([\w-]+\.png)\)", text)
    assert pictures and all((ROOT / "docs" / "screens" / name).is_file() for name in pictures)
    assert len(text.split()) <= 400


def test_the_pictures_are_small():
    """All pictures together are smaller than a megabyte and a half."""
    assert sum(picture.stat().st_size for picture in (ROOT / "docs" / "screens").iterdir()) <= 1_500_000


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_path_that_a_page_names_exists(page):
    """A path in a page leads to a file, a folder, or a name in a module; a name in <angle brackets> stands for any."""
    paths = set(PATH.findall(page.read_text()))
    assert not sorted(path for path in paths if not exists(path))


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_link_of_a_page_leads_somewhere(page):
    """Links between pages and to pictures lead to a file."""
    links = set(LINK.findall(page.read_text()))
    assert not sorted(link for link in links if not (page.parent / link).exists())


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_every_command_that_a_page_names_exists(page):
    """`./run NAME` is a task of the run script; `ippin NAME` is a command and `ippin NAME PART` one of its parts."""
    code = "\n".join(CODE.findall(page.read_text()))
    script = (ROOT / "run").read_text()
    assert not sorted(task for task in set(RUN.findall(code)) if not re.search(rf"^\s+{task}\b.*\)", script, re.M))
    assert not sorted(" ".join(words) for words in set(IPPIN.findall(code)) if not is_command(*words))


def exists(path: str) -> bool:
    """Whether a path is there: as it stands, as a module without its ending, or as a name inside of a module."""
    pattern = re.sub(r"<[^>]*>", "*", path)
    if any(ROOT.glob(pattern.rstrip("/"))) or any(ROOT.glob(f"{pattern}.py")):
        return True
    stem, _, name = path.rpartition(".")
    module = ROOT / f"{stem}.py"
    return module.is_file() and re.search(rf"^(def|class) {re.escape(name)}\b|^{name}\b", module.read_text(), re.M)


def is_command(name: str, part: str) -> bool:
    """Whether `ippin name part` can be called; the part of a command that has none is an argument."""
    if name not in COMMANDS:
        return False
    module, attribute = COMMANDS[name].split(":")
    command = getattr(importlib.import_module(module), attribute)
    return not part or not isinstance(command, click.Group) or part in command.commands
