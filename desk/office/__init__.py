"""One desk and its people: opening it, accounts, sign-in codes, office policy, key rotation."""
