"""The desk that a command works with."""

import click

from desk.office import opening


def office() -> opening.Office:
    """The desk of the environment's settings, closed when the command ends."""
    return click.get_current_context().with_resource(opening.open_office())
