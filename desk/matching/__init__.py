"""Matches the names and numbers on a document with the taxpayers on record."""
