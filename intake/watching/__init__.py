"""intake/watching."""
