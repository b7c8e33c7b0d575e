"""Who acts when a command decides something: the account named with ``--by``, after its owner gave the password.

A command takes both options of :func:`by` and passes them to :func:`account`.
"""

import os
from collections.abc import Callable
from typing import Any

import click

from desk import errors
from desk.office import accounts, vouching
from desk.office.accounts import Actor
from desk.office.opening import Office

_LONGEST = 4096  # bytes of a password


def by(who: str, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options ``--by`` (as ``name``, with the help text ``who``) and ``--password-fd`` (as ``password_fd``)."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        fd = click.option(
            "--password-fd",
            type=click.IntRange(min=0),
            metavar="N",
            help="Read the password from this file descriptor, for scripts; otherwise it is asked for.",
        )
        name = click.option("--by", "name", required=required, help=f"{who} Their password is asked for.")
        return name(fd(command))

    return add


def account(desk: Office, name: str, password_fd: int | None, permission: str = "decide") -> Actor:
    """Check the password and, if the desk asks for one, the sign-in code; return the person of the account.

    Raises NotAllowed if either is wrong or the person's role lacks the ``permission``.
    """
    with_code = desk.settings.asks_code
    given = _asked(name, with_code) if password_fd is None else _read(password_fd, with_code)
    actor = vouching.vouch(desk, name, *given)
    if not accounts.may(actor.role, permission):
        raise errors.NotAllowed("this account may not do that: name somebody whose role allows it")
    return actor


def _asked(name: str, with_code: bool) -> tuple[str, str]:
    password = click.prompt(f"Password of {name}", hide_input=True, err=True)
    return password, click.prompt("Code of the sign-in app", "", show_default=False, err=True) if with_code else ""


def _read(number: int, with_code: bool) -> tuple[str, str]:
    """Read the password (first line) and, if one is needed, the sign-in code (second line) from the descriptor."""
    try:
        with os.fdopen(os.dup(number), "rb") as given:
            lines = [given.readline(_LONGEST).decode().rstrip("\r\n") for _ in range(1 + with_code)]
    except (OSError, UnicodeDecodeError):
        raise errors.InvalidInput(
            f"file descriptor {number} cannot be read as text: open it for the command, as in 3<file"
        ) from None
    password, code = (*lines, "")[:2]
    return password, code
