"""What all commands share: tables, progress bars, files named on a command line."""
