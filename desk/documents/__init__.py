"""One document: its values, labels, masks, lease, pages, and notes."""
