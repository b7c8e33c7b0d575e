"""review_ui/notices."""
