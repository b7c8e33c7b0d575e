"""Training of the readers of numbers and words: what is written, networks, calibration. Needs torch; never shipped."""
