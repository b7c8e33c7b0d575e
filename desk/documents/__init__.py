"""desk/documents."""
