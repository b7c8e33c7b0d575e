"""Who is in the IP PIN program and where they live: imports, changes of address, lost PINs, opting out."""
