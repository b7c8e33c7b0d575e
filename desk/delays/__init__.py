"""Returns that wait: delay cases, today's backlog, and aging as of any day."""
