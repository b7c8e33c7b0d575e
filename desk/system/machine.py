"""The operating system account and the machine of this process."""

import os
import pwd
import socket
from functools import cache


@cache
def place() -> tuple[str, str]:
    """Return the account that started the process and the host name.

    The account comes from the operating system, not from an environment variable, which anybody may set. An account
    without a name is given by its number.
    """
    number = os.getuid()
    try:
        account = pwd.getpwuid(number).pw_name
    except KeyError:
        account = f"uid {number}"
    return account, socket.gethostname()
