"""Commands about the people on record: who they are, their IP PINs, the annual run."""
