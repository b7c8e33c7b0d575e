"""`ippin web`: serves the web pages with a production server."""

import click

from cli.terminal import opened
from review_ui import create_app
from review_ui.web import serving
from workers import embedded


@click.command(name="web")
def command() -> None:
    """Serve the review pages (IPPIN_HOST, IPPIN_PORT; this machine only unless told otherwise).

    \b
    Example:
      ippin web
    """
    desk = opened.office()
    app = create_app(desk)
    embedded.demand_free_port(desk.settings)
    serving.serve(app, desk.settings, desk.settings.port)
