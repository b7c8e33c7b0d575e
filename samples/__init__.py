"""Synthetic scans with known content, and the code that makes them. Numbers are never-issued ones, names invented."""
