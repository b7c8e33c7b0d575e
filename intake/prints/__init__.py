"""The prints of all forms, and the alignment of a page with one of them."""
