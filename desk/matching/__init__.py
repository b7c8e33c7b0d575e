"""desk/matching."""
