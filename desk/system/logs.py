"""Logs to standard error, from the level in the settings; standard output is for the output of commands.

A line refers to rows by their ids. A taxpayer's name, TIN, or PIN is never logged.
"""

import logging
import sys

import structlog


def use(level: str) -> None:
    """Log from this level up, to the current standard error at each line, because it may be replaced."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
