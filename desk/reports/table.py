"""A report before it is written: title, typed columns, rows, additional tables, charts, control totals."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Column:
    """One column: its key in files, its heading for people, its kind.

    ``kind``: text, number, money (whole dollars), percent (0–1), date. ``total``: summed below.
    """

    key: str
    heading: str
    kind: str = "text"
    total: bool = False


@dataclass(frozen=True)
class Control:
    """A control total: what must be equal, and both figures; ``rows`` name what is wrong."""

    text: str
    left: int
    right: int
    rows: Sequence[str] = ()

    @property
    def balanced(self) -> bool:
        """Whether the figures agree."""
        return self.left == self.right


def compare(text: str, left: int, right: int, culprits: Callable[[], Iterable[str]]) -> Control:
    """Return a control total that names what is wrong if its figures differ; ``culprits`` is called only then."""
    return Control(text, left, right, () if left == right else sorted(culprits()))


@dataclass(frozen=True)
class Section:
    """An additional table of a report, such as the aging by reason."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]


@dataclass(frozen=True)
class Chart:
    """Figures to draw: ``stacked`` series on top of each other, otherwise side by side."""

    title: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[int]]
    stacked: bool
    axis: str


@dataclass(frozen=True)
class Report:
    """A finished report; ``rows`` follow ``columns``."""

    name: str
    title: str
    as_of: date
    columns: Sequence[Column]
    rows: Sequence[Sequence[object]]
    controls: Sequence[Control] = field(default=())
    notes: Sequence[str] = field(default=())
    sections: Sequence[Section] = field(default=())
    charts: Sequence[Chart] = field(default=())

    @property
    def balanced(self) -> bool:
        """Whether every control total balances."""
        return all(control.balanced for control in self.controls)


def totals(table: Report | Section) -> list[object] | None:
    """Return the line below a table: the sums of columns with a total; ``None`` if there are none."""
    if not any(column.total for column in table.columns):
        return None
    line: list[object] = [
        _sum(row[place] for row in table.rows) if column.total else None for place, column in enumerate(table.columns)
    ]
    line[0] = "Total"
    return line


def _sum(cells: Iterable[object]) -> float:
    return sum(cell for cell in cells if isinstance(cell, int | float))


def crosstab(title: str, heading: str, pairs: Sequence[tuple[str, str]], across: Sequence[str]) -> Section:
    """Return the counts of (row, column) pairs; rows by their total, largest first, with a column of totals."""
    names = sorted({row for row, _ in pairs}, key=lambda name: (-sum(row == name for row, _ in pairs), name))
    counts = {(row, column): 0 for row in names for column in across}
    for pair in pairs:
        counts[pair] += 1
    columns = (
        Column("group", heading),
        *(Column(name, name, "number", total=True) for name in across),
        Column("total", "Total", "number", total=True),
    )
    rows = []
    for name in names:
        cells = [counts[name, column] for column in across]
        rows.append((name, *cells, sum(cells)))
    return Section(title, columns, rows)
