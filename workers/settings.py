"""RQ settings. The times, in seconds, let the desk notice a dead worker quickly."""

WORKER_TTL = 30
MONITORING_SECONDS = 5
MAINTENANCE_SECONDS = 10

JOBS_PER_HORSE = 100
"""The number of files that one child of a worker reads before another one takes its place."""
