"""desk/office."""
