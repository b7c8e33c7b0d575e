"""Runs the real web server of a desk; each response states the time that the server took."""

import sys
import time
from collections.abc import Callable, Iterable

from desk.office import opening
from desk.system import config
from review_ui import create_app
from review_ui.web import serving

HEADER = "X-Server-Seconds"


def timed(app: Callable) -> Callable:
    """Return a WSGI application that reports the wall and processor seconds of each request."""

    def call(environ: dict, start_response: Callable) -> Iterable[bytes]:
        began, worked, told = time.perf_counter(), time.thread_time(), []
        answer = app(environ, lambda *head: told.append(head))
        body = b"".join(answer)
        if hasattr(answer, "close"):
            answer.close()
        status, headers, *rest = told[-1]
        spent = f"{time.perf_counter() - began:.6f} {time.thread_time() - worked:.6f}"
        start_response(status, [*headers, (HEADER, spent)], *rest)
        return [body]

    return call


if __name__ == "__main__":
    with opening.open_office(config.load()) as desk:
        app = create_app(desk)
        app.wsgi_app = timed(app.wsgi_app)
        serving.serve(app, desk.settings, int(sys.argv[1]))
