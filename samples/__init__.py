"""Synthetic scans with known content, and the code that makes them. Numbers were never issued, names are invented."""
