"""Making a page picture upright, level and clean, and judging its quality."""
