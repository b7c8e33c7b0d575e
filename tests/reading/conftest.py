"""Real blanks and real hand-print for the acceptance of reading."""

import os

import pytest

from bench.accuracy import sources
from intake import pipeline


@pytest.fixture(scope="session")
def real_paper():
    """Real blanks and hand-print at hand and the reader loaded; without them skipped, or failed where none may be."""
    try:
        sources.blanks()
        sources.handprint()
    except sources.MissingData as missing:
        if os.environ.get("IPPIN_NO_SKIPS"):
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    pipeline.warm()
