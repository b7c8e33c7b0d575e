"""RQ settings, in seconds: they let the desk notice a dead worker quickly."""

WORKER_TTL = 30
MONITORING_SECONDS = 5
MAINTENANCE_SECONDS = 10
