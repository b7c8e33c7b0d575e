"""desk/mail."""
