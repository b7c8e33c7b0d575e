"""The printed form itself: the prints of all forms, and aligning a page with one of them."""
