"""review_ui/sign_in."""
