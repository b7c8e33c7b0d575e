"""Walls around the process that opens files: what a hostile file that takes it over cannot reach."""
