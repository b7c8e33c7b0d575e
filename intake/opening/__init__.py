"""Opens files of unknown origin in a confined process. Empty on purpose: that process loads only the decoders."""
