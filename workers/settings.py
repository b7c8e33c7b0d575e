"""RQ settings: crash-safe, and quick to notice a dead worker."""

WORKER_TTL = 30
MONITORING_SECONDS = 5
MAINTENANCE_SECONDS = 10
