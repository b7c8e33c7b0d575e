"""Returns that wait: delay cases, the backlog of today, aging as of any day."""
