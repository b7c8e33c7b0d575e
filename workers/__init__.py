"""Background work: the jobs, the clock, and the processes that run them."""
