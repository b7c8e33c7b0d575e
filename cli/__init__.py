"""The `ippin` commands: each parses its arguments, calls one function, and prints the result."""
