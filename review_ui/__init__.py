"""What people see: the review application, one file and one template folder per subject."""
