"""Identifies the form and page that an image shows, and aligns the form with it."""
