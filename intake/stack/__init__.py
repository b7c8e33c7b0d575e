"""Assembles pages into documents: batch sheets, separators, and findings about the stack."""
