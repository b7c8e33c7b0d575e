"""intake/opening."""
