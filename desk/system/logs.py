"""Logs go to standard error, from the level in the settings; standard output belongs to the commands.

A line refers to things by their ids. No taxpayer's name, TIN, or PIN is ever logged.
"""

import logging
import sys

import structlog


def use(level: str) -> None:
    """Log from this level up; standard error is looked up for each line, because it may have been replaced."""
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
    )
