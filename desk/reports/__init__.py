"""Reports: each is a table made from the records as of a day, written in several formats."""
