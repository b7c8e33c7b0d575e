"""Opens a file of unknown origin in a confined process. Empty on purpose: that process loads decoders alone."""
