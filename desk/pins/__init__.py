"""desk/pins."""
