"""When things run: jobs, the clock and the processes that carry them."""
