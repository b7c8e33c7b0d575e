"""Makes a page image upright, level, and clean, and judges its quality."""
