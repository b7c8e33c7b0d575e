"""Measures how well and how fast forms are read, on documents with known content that it makes, scans, and reads."""
