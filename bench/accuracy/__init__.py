"""How well and how fast forms are read: documents with known truth, made, scanned, read and compared."""
