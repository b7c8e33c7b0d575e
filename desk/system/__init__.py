"""desk/system."""
