"""review_ui/batches."""
