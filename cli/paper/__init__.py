"""Commands for paper coming in: files, folders, batches, and what became of them."""
