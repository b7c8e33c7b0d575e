"""The web server in the hands of strangers: what they send and hold back costs the others nothing."""

import contextlib
import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from desk.office import accounts
from review_ui.web import door, serving
from tests.review_ui import application

GOOD = "four plain words here"


@pytest.fixture
def port(desk) -> Iterator[int]:
    """The port of the desk's pages, served as the desk serves them."""
    app = application.make(desk)
    server = serving.server(app, desk.settings, 0)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.task_dispatcher.shutdown()
    with contextlib.suppress(OSError):
        server.trigger.pull_trigger(server.close)
    thread.join(5)


def said(port: int, head: str, body: bytes = b"") -> int:
    """The status that a request gets whose body does not come, or comes in part."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.sendall(head.replace("\n", "\r\n").encode() + body)
        return int(line.recv(4096).split()[1])


def sign_in(desk, port: int) -> str:
    """The cookie of somebody who signed in."""
    first = accounts.add(desk, "mona", "mailroom", "4711")
    user = accounts.sign_in(desk, "mona", first)
    accounts.change_password(desk, user.id, first, GOOD)
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.request("GET", "/sign-in")
    answer = line.getresponse()
    token = answer.read().decode().split('name="csrf_token" value="')[1].split('"')[0]
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    body = f"csrf_token={token}&name=mona&password={GOOD.replace(' ', '+')}"
    kind = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    line.request("POST", "/sign-in", body, kind)
    answer = line.getresponse()
    answer.read()
    line.close()
    return answer.headers["Set-Cookie"].split(";")[0]


@pytest.mark.parametrize("cookie", ["", "Cookie: desk=eyJfdXNlcl9pZCI6IjEuMSJ9.aaaa.bbbb\n", "Cookie: desk=\n"])
@pytest.mark.parametrize("path", ["/sign-in", "/batches/upload", "/nothing-here"])
def test_a_stranger_is_refused_before_the_body(port, path, cookie):
    """A large request ends at its headers: not a byte of its body is waited for, let alone kept."""
    head = f"POST {path} HTTP/1.1\nHost: 127.0.0.1:{port}\n{cookie}Content-Length: 150000000\n\n"
    assert said(port, head) == 413


def test_a_stranger_who_does_not_say_how_much_comes_is_refused_as_well(port):
    """A body in chunks ends where the limit is."""
    head = f"POST /sign-in HTTP/1.1\nHost: 127.0.0.1:{port}\nTransfer-Encoding: chunked\n\n"
    many = door.STRANGERS + 10
    assert said(port, head, f"{many:x}\r\n".encode() + b"x" * many + b"\r\n0\r\n\r\n") == 413


def test_whoever_is_signed_in_uploads_large_files(desk, port):
    """The body is taken and looked at: what is refused then is a form without its token."""
    cookie, body = sign_in(desk, port), b"x" * 1_000_000
    head = f"POST /sign-out HTTP/1.1\nHost: 127.0.0.1:{port}\nCookie: {cookie}\nContent-Length: {len(body)}\n\n"
    assert said(port, head, body) == 400


def test_half_open_connections_hang_nobody(port):
    """A hundred and fifty that never finish their request: a page comes all the same."""
    with ExitStack() as lines:
        for _ in range(150):
            line = lines.enter_context(socket.create_connection(("127.0.0.1", port), timeout=30))
            line.sendall(b"GET /sign-in HTTP/1.1\r\nHost: de")
        assert said(port, f"GET /sign-in HTTP/1.1\nHost: 127.0.0.1:{port}\nConnection: close\n\n") == 200
