"""Letters on their way out: rendering, print batches, the print file, returned mail."""
