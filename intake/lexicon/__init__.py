"""Word lists and what dates and amounts may look like."""
