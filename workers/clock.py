"""The clock: runs the sweep and sends the audit trail every few seconds, and the daily work once a day."""

import signal
import sys
import threading

import structlog

from desk.inspection import rounds
from desk.office import forwarding, timekeeping
from desk.office.opening import Office
from desk.system import calendar
from workers import context, daily, sweep

log = structlog.get_logger()


def run(office: Office, stop: threading.Event) -> None:
    """Check the desk, then tick until ``stop`` is set; log a tick that fails and try again at the next one."""
    rounds.log_start(office)
    day = None
    while not stop.is_set():
        try:
            sweep.sweep(office)
            timekeeping.note(office.database)
            if calendar.today() != day:
                daily.turn(office, sweep.CLOCK)
                day = calendar.today()
            forwarding.forward(office)
        except Exception as bad:
            log.error("clock.tick_failed", kind=type(bad).__name__)
        stop.wait(office.settings.sweep_seconds)


def main() -> int:
    """Run the clock as its own process until SIGTERM or SIGINT; return the exit code 0."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(context.desk(), stop)
    return 0


if __name__ == "__main__":
    sys.exit(main())
