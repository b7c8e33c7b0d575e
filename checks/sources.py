"""The project's Python files, and what they import from each other."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = ("desk", "intake", "workers", "review_ui", "cli", "samples")
"""The top-level folders that ship."""
TOOLS = ("bench", "checks", "docs")
"""The top-level folders that only developers need."""


def files(*folders: str, root: Path = ROOT) -> list[Path]:
    """Every Python file in these top-level folders, in a fixed order; single migrations are left out."""
    return [
        path for folder in folders for path in sorted((root / folder).rglob("*.py")) if "versions" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    """The parsed file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything in the parsed file, walked once."""
    return tuple(ast.walk(tree(path)))


def name(path: Path, root: Path = ROOT) -> str:
    """The dotted name of a module; a package has the name of its folder."""
    parts = path.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imported(path: Path, root: Path = ROOT) -> list[tuple[str, str]]:
    """What a file imports, wherever in it: (module, name taken from it), the name empty for `import module`."""
    found: list[tuple[str, str]] = []
    for node in nodes(path):
        if isinstance(node, ast.Import):
            found += [(alias.name, "") for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found += [(_source(path.relative_to(root), node), alias.name) for alias in node.names]
    return found


def _source(path: Path, node: ast.ImportFrom) -> str:
    """The module that `from … import` takes from; leading dots count from the file's own package."""
    if not node.level:
        return node.module or ""
    package = path.parent.parts
    above = package[: len(package) - node.level + 1]
    return ".".join((*above, node.module) if node.module else above)


def graph(paths: list[Path], root: Path = ROOT) -> dict[str, set[str]]:
    """Each module and the modules among these files that it imports.

    `from package import module` needs the module; `from package import thing` needs the package.
    """
    names = {name(path, root): path for path in paths}
    return {module: _needed(imported(path, root), set(names)) - {module} for module, path in names.items()}


def _needed(imports: list[tuple[str, str]], known: set[str]) -> set[str]:
    inner = {(module, taken): f"{module}.{taken}" for module, taken in imports}
    return {inner[one] if inner[one] in known else one[0] for one in imports} & known
