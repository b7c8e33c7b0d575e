"""Logs to standard error, from the level in the settings; standard output is for the output of commands.

A line refers to rows by their ids. A taxpayer's name, TIN, or PIN is never logged.
"""

import logging
import logging.handlers
import socket
import sys
from collections.abc import Iterable

import structlog


def use(level: str) -> None:
    """Log from this level up, to the current standard error at each line, because it may be replaced."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )


def tell_system(address: str, lines: Iterable[str]) -> None:
    """Send lines to the system log: a socket such as /dev/log, or host:port by UDP. Raises OSError."""
    host, _, port = address.rpartition(":")
    where = address if address.startswith("/") else (host, int(port))
    handler = logging.handlers.SysLogHandler(where, logging.handlers.SysLogHandler.LOG_AUTHPRIV, socket.SOCK_DGRAM)
    try:
        for line in lines:
            handler.emit(logging.makeLogRecord({"msg": line, "levelno": logging.INFO, "levelname": "INFO"}))
    finally:
        handler.close()
