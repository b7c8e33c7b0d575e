"""intake/stack."""
