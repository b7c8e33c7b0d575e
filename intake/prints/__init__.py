"""intake/prints."""
