"""From paper to readings: files in, plain data out. The picture files know no database."""
