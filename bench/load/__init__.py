"""How fast the screens answer with fifty people at work on a big office's record."""
