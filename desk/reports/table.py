"""A report before it is written: title, typed columns, rows, control totals."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Column:
    """One column: its key in files, its heading for people, what it holds (text, number, date)."""

    key: str
    heading: str
    kind: str = "text"


@dataclass(frozen=True)
class Control:
    """A control total: what must be equal, both figures, and whether they are."""

    text: str
    left: int
    right: int

    @property
    def balanced(self) -> bool:
        """Whether the figures agree."""
        return self.left == self.right


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
