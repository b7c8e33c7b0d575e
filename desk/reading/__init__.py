"""desk/reading."""
