"""Processor time of everything that a measured process started."""

import subprocess
import time

from bench.accuracy import processor


def test_the_time_of_a_child_s_child_counts():
    """A desk's workers read in children of their own, which are still running when the time is taken."""
    before = processor.seconds()
    with subprocess.Popen(
        ["sh", "-c", "sh -c 'while :; do :; done' & echo $!; wait"], stdout=subprocess.PIPE
    ) as parent:
        busy, deadline = int(parent.stdout.readline()), time.monotonic() + 60
        try:
            while processor.seconds() < before + 0.1:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        finally:
            subprocess.run(["kill", str(busy)], check=True)
    assert processor.seconds() >= before + 0.1
