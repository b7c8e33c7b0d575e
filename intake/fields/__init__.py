"""intake/fields."""
