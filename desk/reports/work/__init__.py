"""Reports about the work itself: who did how much, what waits where, and how fast paper goes through."""
