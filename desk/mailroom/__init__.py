"""desk/mailroom."""
