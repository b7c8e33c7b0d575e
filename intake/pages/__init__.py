"""intake/pages."""
