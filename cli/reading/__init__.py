"""Commands that read forms without a desk, and the forms they know."""
