"""desk/screens."""
