"""Signing in: password and one-time code."""
