"""desk/lifecycle."""
