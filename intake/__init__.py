"""Reads scanned files: bytes in, plain data out. The modules that handle images know no database."""
