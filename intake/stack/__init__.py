"""From pages to documents: batch sheets, separators, what a stack leaves in doubt."""
