"""Who is in the IP PIN program: imports, replacement of lost PINs, opting out."""
