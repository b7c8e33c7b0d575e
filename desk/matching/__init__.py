"""Whose paper it is: comparing names and numbers on paper with the taxpayers on record."""
