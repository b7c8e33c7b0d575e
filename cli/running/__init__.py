"""Commands that start the processes of a desk and keep them running."""
