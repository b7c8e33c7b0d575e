"""intake/engines/words."""
