"""desk/enrollment."""
