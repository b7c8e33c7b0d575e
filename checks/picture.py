"""The picture of the packages: each top-level folder with its floors, and the arrows between folders, as SVG."""

from dataclasses import dataclass
from html import escape

from checks import arrows

_INK, _LINE = "#1b1b1b", "#3d4551"
_ROW, _GAP, _TITLE, _AIR = 26, 4, 32, 34
_FONT = "Public Sans, Segoe UI, Helvetica, Arial, sans-serif"
FOLDERS = {
    "cli": "#e1e7f1",
    "review_ui": "#ffe396",
    "desk": "#d9e8f6",
    "workers": "#dfeacd",
    "intake": "#f6e2d9",
    "samples": "#eeeeee",
}
"""The folders that are drawn, each with its color."""


@dataclass(frozen=True)
class Panel:
    """A top-level folder as drawn: its place in pixels and its rows of packages, the highest floor first."""

    folder: str
    x: int
    y: int
    width: int

    @property
    def rows(self) -> list[list[str]]:
        """What stands on each floor; a folder without packages has none."""
        rows = [row.split() for row in arrows.FLOORS[self.folder]]
        return [] if rows == [[self.folder]] else rows

    @property
    def bottom(self) -> int:
        """Where it ends."""
        return self.y + _TITLE + len(self.rows) * (_ROW + _GAP) + _GAP

    @property
    def right(self) -> int:
        """Where it ends to the right."""
        return self.x + self.width


def svg() -> str:
    """The picture, the same bytes for the same table."""
    panels = _panels()
    width, height = panels["cli"].right + 10, max(panel.bottom for panel in panels.values()) + 10
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="The packages; each imports only from those below it" font-family="{_FONT}">',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        '<defs><marker id="a" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0 10 5 0 10z" fill="{_LINE}"/></marker></defs>',
        *(line for panel in panels.values() for line in _draw(panel)),
        *(line for start in panels.values() for end in panels.values() for line in _arrow(start, end, panels)),
    ]
    return "\n".join([*parts, "</svg>"]) + "\n"


def _panels() -> dict[str, Panel]:
    """The command line across the top; below it the screens, the desk, and the machine that reads."""
    cli = Panel("cli", 10, 10, 1130)
    top = cli.bottom + _AIR
    screens, desk = Panel("review_ui", 10, top, 400), Panel("desk", 450, top, 330)
    workers = Panel("workers", 820, top, 320)
    intake = Panel("intake", 820, workers.bottom + _AIR, 320)
    samples = Panel("samples", 820, intake.bottom + _AIR, 320)
    return {panel.folder: panel for panel in (cli, screens, desk, workers, intake, samples)}


def _draw(panel: Panel) -> list[str]:
    """A frame with its title and a box for each package."""
    lines = [
        f'<rect x="{panel.x}" y="{panel.y}" width="{panel.width}" height="{panel.bottom - panel.y}" rx="8" '
        f'fill="{FOLDERS[panel.folder]}" stroke="{_LINE}" stroke-width="1.2"/>',
        _text(panel.x + panel.width // 2, panel.y + 22, panel.folder, 'font-size="16" font-weight="700"'),
    ]
    for number, row in enumerate(panel.rows):
        y = panel.y + _TITLE + number * (_ROW + _GAP)
        room = (panel.width - 2 * _GAP) // len(row)
        for place, package in enumerate(row):
            x = panel.x + _GAP + place * room
            lines += [
                f'<rect x="{x + 2}" y="{y}" width="{room - 4}" height="{_ROW}" rx="4" fill="#ffffff"/>',
                _text(x + room // 2, y + 17, package, 'font-size="12"'),
            ]
    return lines


def _text(x: int, y: int, text: str, look: str) -> str:
    return f'<text x="{x}" y="{y}" text-anchor="middle" {look} fill="{_INK}">{escape(text)}</text>'


def _arrow(start: Panel, end: Panel, panels: dict[str, Panel]) -> list[str]:
    """From a folder to one that it may import, where they are neighbors in the picture."""
    reach = {name.split(".")[0] for name in arrows.ACROSS.get(start.folder, "").split()}
    if end.folder not in reach:
        return []
    if start.x < end.right and end.x < start.right:
        between = [p for p in panels.values() if p.x == end.x and start.bottom < p.y < end.y]
        x = max(start.x, end.x) + min(start.width, end.width) // 2
        return [] if between else [_path(x, start.bottom, x, end.y)]
    y = (start.y + min(start.bottom, end.bottom)) // 2
    return [_path(start.right, y, end.x, y) if start.x < end.x else _path(start.x, y, end.right, y)]


def _path(x0: int, y0: int, x1: int, y1: int) -> str:
    return f'<path d="M{x0} {y0} L{x1} {y1}" stroke="{_LINE}" stroke-width="2" marker-end="url(#a)"/>'
