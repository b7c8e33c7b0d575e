"""review_ui/document."""
