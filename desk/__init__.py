"""The office's rules and records; imports none of the project's other folders."""

import gc

# Loading the program makes a million objects and no garbage; the collector's usual pace would cost a fifth of a start.
gc.set_threshold(50_000)
