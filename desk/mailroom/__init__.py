"""Paper coming in: receiving scans, batches and their balance, batch sheets, rescans."""
