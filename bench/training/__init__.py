"""Trains the readers of numbers and words: writing material, networks, calibration. Needs torch; never shipped."""
