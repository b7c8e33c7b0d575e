"""Logs go to standard error, from the level in the settings; standard output belongs to the commands.

A line names things by their numbers. No taxpayer's name, TIN or PIN is ever logged.
"""

import logging
import sys

import structlog


def use(level: str) -> None:
    """Log from this level on; standard error is looked up at each line, as it may be another one by then."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
