"""One worker process: an RQ worker that loads the models, then forks a child that reads the files."""

import logging
import sys

from rq.serializers import JSONSerializer

from desk.office.opening import Office
from intake import pipeline
from workers import context, settings
from workers.horse import SteadyWorker
from workers.named import NamedJob


def main() -> int:
    """Run jobs until SIGTERM, which lets the current job finish; return the exit code 0."""
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    desk = context.desk()
    pipeline.warm()
    worker(desk).work(logging_level="WARNING")
    return 0


def worker(office: Office) -> SteadyWorker:
    """RQ's worker for this desk's queue; it does the desk's own jobs and nothing else."""
    return SteadyWorker(
        [office.wakeups.queue],
        connection=office.wakeups.redis,
        job_class=NamedJob,
        serializer=JSONSerializer,
        worker_ttl=settings.WORKER_TTL,
        job_monitoring_interval=settings.MONITORING_SECONDS,
        maintenance_interval=settings.MAINTENANCE_SECONDS,
    )


if __name__ == "__main__":
    sys.exit(main())
