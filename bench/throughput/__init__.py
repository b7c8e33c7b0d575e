"""Measures the way of whole files through the desk, from the scan to the work queue."""
