"""The desk that a command works on."""

import click

from desk.office import opening


def office() -> opening.Office:
    """Open the desk that the environment's settings name; it is closed when the command ends."""
    return click.get_current_context().with_resource(opening.open_office())
