"""intake/lexicon."""
