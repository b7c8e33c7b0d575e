"""intake/engines/digits."""
