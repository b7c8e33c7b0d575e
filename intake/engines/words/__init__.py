"""The networks that read lines of text."""
