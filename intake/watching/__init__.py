"""Watched folders: finding finished scans and filing them."""
