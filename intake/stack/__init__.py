"""From pages to documents: batch sheets, separators, and what a stack leaves unclear."""
