"""What each screen shows, as plain masked values."""
