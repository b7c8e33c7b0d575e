"""The rules of the IP PIN program: pure functions over dated data; no database, clock, or I/O."""
