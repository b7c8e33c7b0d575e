"""Commands for incoming paper: files, folders, batches, and their status."""
