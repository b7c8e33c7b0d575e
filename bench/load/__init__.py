"""Measures how fast the screens respond with fifty people at work on the records of a large office."""
