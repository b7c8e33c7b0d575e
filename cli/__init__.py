"""`ippin …`: parses, calls one function, prints."""
