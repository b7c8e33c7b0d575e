"""Writes a whole message to a pipe, which accepts only as much at a time as it has room for."""

import os


def pour(sink: int, data: bytes | memoryview) -> None:
    """Write all of it to that end of a pipe; raises BrokenPipeError where nobody reads any more."""
    left = memoryview(data)
    while left:
        left = left[os.write(sink, left) :]
