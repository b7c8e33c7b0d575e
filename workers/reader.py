"""One worker process: RQ's worker, which forks a child per job after the models are loaded."""

import logging
import sys

from rq import Worker
from rq.serializers import JSONSerializer

from intake import pipeline
from workers import context, settings


def main() -> int:
    """Work until told to stop (SIGTERM finishes the job in hand first)."""
    logging.getLogger("rq.worker").setLevel(logging.WARNING)
    desk = context.desk()
    pipeline.warm()
    worker = Worker(
        [desk.wakeups.queue],
        connection=desk.wakeups.redis,
        serializer=JSONSerializer,
        worker_ttl=settings.WORKER_TTL,
        job_monitoring_interval=settings.MONITORING_SECONDS,
        maintenance_interval=settings.MAINTENANCE_SECONDS,
    )
    worker.work(logging_level="WARNING")
    return 0


if __name__ == "__main__":
    sys.exit(main())
