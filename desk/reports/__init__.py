"""Reports: each a table made from the record as of a day, written in several formats."""
