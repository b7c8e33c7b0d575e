"""How well and how fast forms are read: documents with known content, made, scanned, read, and compared."""
