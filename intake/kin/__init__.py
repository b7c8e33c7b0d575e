"""Returns of the 1040 family that have no definition on file: told by their words, read by their captions."""
