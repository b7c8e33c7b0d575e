"""The IP PIN program's rules: pure functions over dated data; no database, clock or I/O."""
