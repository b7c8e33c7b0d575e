"""Who is in the IP PIN program: imports, replacements, opting out."""
