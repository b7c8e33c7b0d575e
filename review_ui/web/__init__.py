"""review_ui/web."""
