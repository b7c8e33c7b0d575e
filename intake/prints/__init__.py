"""The printed form itself: the shelf of prints, and laying a page on one."""
