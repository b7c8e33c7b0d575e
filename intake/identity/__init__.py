"""Which form and page a picture shows, and where it lies on it."""
