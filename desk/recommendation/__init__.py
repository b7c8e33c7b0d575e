"""The facts gathered for the rules, and the recommendation kept from them."""
