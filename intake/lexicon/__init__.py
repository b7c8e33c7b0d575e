"""Word lists, and the forms of dates and amounts."""
