"""The desk checked against itself: what it stores, records, counts, and queues must agree."""
