"""The practice desk that `./run demo` shows."""
