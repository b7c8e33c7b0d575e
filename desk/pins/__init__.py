"""The ledger of IP PINs: issue, compare, revoke, the annual run, reconciliation."""
