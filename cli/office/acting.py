"""Who acts when a command decides something: the account named with ``--by``, after its owner gave the password.

A command takes both options of :func:`by` and passes them to :func:`account`; one for which several people vouch, those
of :func:`vouched` and :func:`vouchers`.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any

import click

from desk import errors
from desk.office import accounts, vouching
from desk.office.accounts import Actor
from desk.office.opening import Office

_LONGEST = 4096  # bytes of a password
_FD = click.option(
    "--password-fd",
    type=click.IntRange(min=0),
    metavar="N",
    help="Read the password from this file descriptor, for scripts; otherwise it is asked for.",
)


def by(who: str, required: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add the options ``--by`` (as ``name``, with the help text ``who``) and ``--password-fd`` (as ``password_fd``)."""

    def add(command: Callable[..., Any]) -> Callable[..., Any]:
        name = click.option("--by", "name", required=required, help=f"{who} Their password is asked for.")
        return name(_FD(command))

    return add


def vouched(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option ``--by`` for several people (as ``names``), and ``--password-fd`` (as ``password_fd``)."""
    names = click.option(
        "--by",
        "names",
        multiple=True,
        help="Another person who vouches for this; give two, one a supervisor. Their passwords are asked for.",
    )
    return names(_FD(command))


def account(desk: Office, name: str, password_fd: int | None, permission: str = "decide") -> Actor:
    """Check the password and, if the desk asks for one, the sign-in code; return the person of the account.

    Raises NotAllowed if either is wrong or the person's role lacks the ``permission``.
    """
    (actor,) = vouchers(desk, (name,), password_fd)
    if not accounts.may(actor.role, permission):
        raise errors.NotAllowed("this account may not do that: name somebody whose role allows it")
    return actor


def vouchers(desk: Office, names: Sequence[str], password_fd: int | None) -> list[Actor]:
    """Check the passwords (and codes) of these people, in order; raises NotAllowed at the first that is wrong."""
    with_code = desk.settings.asks_code
    given = None if password_fd is None else iter(_read(password_fd, len(names) * (1 + with_code)))
    found = []
    for name in names:
        secrets = _asked(name, with_code) if given is None else (next(given), next(given) if with_code else "")
        found.append(vouching.vouch(desk, name, *secrets))
    return found


def _asked(name: str, with_code: bool) -> tuple[str, str]:
    password = click.prompt(f"Password of {name}", hide_input=True, err=True)
    return password, click.prompt("Code of the sign-in app", "", show_default=False, err=True) if with_code else ""


def _read(number: int, lines: int) -> list[str]:
    """Read that many lines: a password and, if one is needed, the sign-in code, for each person in turn."""
    try:
        with os.fdopen(os.dup(number), "rb") as given:
            return [given.readline(_LONGEST).decode().rstrip("\r\n") for _ in range(lines)]
    except (OSError, UnicodeDecodeError):
        raise errors.InvalidInput(
            f"file descriptor {number} cannot be read as text: open it for the command, as in 3<file"
        ) from None
