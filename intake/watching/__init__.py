"""Watched folders: find finished scans, receive them, and file them."""
