"""Synthetic scans with their truth, and what makes them. Numbers are never-issued ones, names invented."""
