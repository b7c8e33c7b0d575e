"""Shared by all commands: tables, progress bars, and files named on a command line."""
