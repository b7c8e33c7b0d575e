"""The benchmark's tests need the same real paper as the acceptance of reading."""

from tests.reading.conftest import real_paper

__all__ = ["real_paper"]
