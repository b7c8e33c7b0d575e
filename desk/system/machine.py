"""Where this process runs: the operating system's account, and the machine."""

import os
import pwd
import socket
from functools import cache


@cache
def place() -> tuple[str, str]:
    """The account that the process was started from, and the host's name.

    The account is the system's own word, never a variable's of the environment, which anybody may set;
    one that the system has no name for is told by its number.
    """
    number = os.getuid()
    try:
        account = pwd.getpwuid(number).pw_name
    except KeyError:
        account = f"uid {number}"
    return account, socket.gethostname()
