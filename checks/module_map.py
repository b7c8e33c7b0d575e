"""The module map: every package and module with the first sentence of its docstring, as a Markdown page."""

import ast
import re
from pathlib import Path

from checks import arrows, sources

_HEAD = """# Module map

Every module and what it is for, from the first sentence of its docstring. In each folder the packages stand in the
order of the [picture](packages.svg): a package imports only from those listed below it.

This page is generated: change a docstring, then run `./run map`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *(line for folder in arrows.FLOORS for line in _folder(folder))])


def _folder(folder: str) -> list[str]:
    """A top-level folder: its own modules first, then its packages from the highest floor down."""
    modules = {sources.name(path): path for path in sources.files(folder)}
    purpose = [_sentence(modules.pop(folder)), ""] if folder in modules else []
    inside = {
        package: {name: path for name, path in modules.items() if arrows.package(name) == package}
        for package in arrows.floors(folder)
    }
    beside = [package for package, found in inside.items() if package == folder or list(found) == [package]]
    lines = [_line(path) for package in beside for path in inside[package].values()]
    sections = [line for package, found in inside.items() if package not in beside for line in _section(package, found)]
    return [f"## {folder}", "", *purpose, *lines, *([""] if lines else []), *sections]


def _section(package: str, modules: dict[str, Path]) -> list[str]:
    """A package: its purpose and its modules."""
    purpose = [_sentence(modules.pop(package)), ""] if package in modules else []
    return [f"### {package.replace('.', '/')}", "", *purpose, *map(_line, modules.values()), ""]


def _line(path: Path) -> str:
    return f"* [`{path.stem}`](../{path.relative_to(sources.ROOT).as_posix()}): {_sentence(path)}"


def _sentence(path: Path) -> str:
    """The first sentence of a file's docstring, on one line."""
    paragraph = (ast.get_docstring(sources.tree(path)) or "").split("\n\n")[0]
    return first_sentence(" ".join(paragraph.split()))


def first_sentence(text: str) -> str:
    """Up to the first period, question or exclamation mark that a blank follows."""
    return re.split(r"(?<=[.!?]) ", text, maxsplit=1)[0]
