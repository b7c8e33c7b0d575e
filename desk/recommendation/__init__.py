"""Collects the facts that the rules need, and keeps the recommendation that follows from them."""
