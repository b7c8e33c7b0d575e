"""Tables on the command line: as wide as the terminal, and complete if the output is not a terminal."""

from rich.console import Console
from rich.table import Table

WIDTH = 170
"""Columns of a table that goes into a file or another program."""


def console() -> Console:
    """Where tables are printed."""
    terminal = Console()
    return terminal if terminal.is_terminal else Console(width=WIDTH)


def show(table: Table) -> None:
    """Print a table."""
    console().print(table)
