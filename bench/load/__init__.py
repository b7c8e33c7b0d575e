"""How fast the screens answer with fifty people at work on a large office's records."""
