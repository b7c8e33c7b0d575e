"""Which form and page an image shows, and where the form is on it."""
