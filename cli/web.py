"""`ippin web`: the screens, under a production server."""

import logging

import click
import waitress

from desk import office
from review_ui import create_app
from workers import embedded


@click.command(name="web")
def command() -> None:
    """Serve the review pages (IPPIN_HOST, IPPIN_PORT; this machine only unless told otherwise).

    \b
    Example:
      ippin web
    """
    desk = office.open_office()
    settings = desk.settings
    app = create_app(desk)
    embedded.demand_free_port(settings)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    largest = settings.max_file_bytes + 1_000_000
    trusted = {"trusted_proxy": settings.proxy, "trusted_proxy_headers": "x-forwarded-proto"} if settings.proxy else {}
    waitress.serve(
        app,
        host=settings.host,
        port=settings.port,
        threads=settings.web_threads,
        max_request_body_size=largest,
        inbuf_overflow=largest,  # in memory, and not in a temporary file, until it is sealed
        outbuf_overflow=largest,
        ident="",
        clear_untrusted_proxy_headers=True,
        **trusted,
    )
