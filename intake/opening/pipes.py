"""Writes a whole message to a pipe, which accepts only as much at a time as fits."""

import os


def pour(sink: int, data: bytes | memoryview) -> None:
    """Write all data to a pipe's file descriptor; raises BrokenPipeError if the reader is gone."""
    left = memoryview(data)
    while left:
        left = left[os.write(sink, left) :]
