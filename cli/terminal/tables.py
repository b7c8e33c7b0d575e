"""Tables on the command line: as wide as the terminal, or at full width if the output is not a terminal."""

from rich.console import Console
from rich.table import Table

WIDTH = 170
"""Characters per line of a table that is written to a file or another program."""


def console() -> Console:
    """Return the console that tables are printed on."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=WIDTH)


def show(table: Table) -> None:
    """Print a table."""
    console().print(table)
