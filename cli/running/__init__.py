"""Commands that start and keep the processes of a desk."""
