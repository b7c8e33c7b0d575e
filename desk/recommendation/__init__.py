"""desk/recommendation."""
