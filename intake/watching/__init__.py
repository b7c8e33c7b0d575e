"""Watched folders: finding finished scans, filing them away."""
