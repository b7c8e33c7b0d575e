"""The pages that are made from the code: `./run map` writes them, a test holds them current."""

from pathlib import Path

from checks import module_map, picture, sources

PAGES = {"docs/module-map.md": module_map.page, "docs/packages.svg": picture.svg}
"""File → what makes its text."""


def stale(root: Path = sources.ROOT) -> list[str]:
    """The pages that are not what the code says now."""
    return [file for file, make in PAGES.items() if not _holds(root / file, make())]


def _holds(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def write(root: Path = sources.ROOT) -> list[str]:
    """Write the pages that are not current; their names."""
    old = stale(root)
    for file in old:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(PAGES[file](), encoding="utf-8")
    return old


if __name__ == "__main__":
    for name in write() or ["every page was current"]:
        print(name)
