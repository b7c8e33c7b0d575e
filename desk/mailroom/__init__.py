"""Incoming paper: receiving scans, batches and their balance, batch sheets, rescans."""
