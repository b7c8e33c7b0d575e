"""When things run: jobs, the clock, and their processes."""
