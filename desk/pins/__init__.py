"""The ledger of IP PINs: issuing, comparing, revoking, the annual run, reconciliation."""
