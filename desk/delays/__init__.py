"""desk/delays."""
