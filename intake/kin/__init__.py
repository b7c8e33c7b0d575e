"""Returns of the 1040 family without a definition on file: identified by their words, read by their captions."""
