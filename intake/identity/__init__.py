"""intake/identity."""
