"""Backups of a working desk, and what is restored from them."""
